//! `cargo xtask codegen` in a copy of the repository: what it detects, what it repairs, what it leaves alone.

use std::fs;

use crate::copy::Copy;
use crate::spec::VERSION;

const GENERATED: &str = "sdk/src/generated/redis/manual_backup_instance.rs";

#[test]
fn repository_is_fresh() {
    let copy = Copy::of_repository();
    let check = copy.xtask(&["codegen", "--check"]);
    assert!(check.ok, "{check:?}");
    assert!(check.said("generated files are up to date"), "{check:?}");
}

/// A file that `--check` must report, the change that is made to it, and what `--check` must print about it.
type Row = (&'static str, fn(&Copy, &str), &'static [&'static str]);

#[test]
fn every_difference_is_found_named_and_repaired() {
    let copy = Copy::of_repository();
    let generated = copy.generated();
    let rows: [Row; 7] = [
        (
            GENERATED,
            |copy, path| copy.replace(path, "instance_id", "instance_ib"),
            &["(found)", "-", "instance_ib", "+"],
        ),
        (GENERATED, |copy, path| copy.replace(path, "// @generated", "//  @generated"), &["(expected)"]),
        (GENERATED, |copy, path| fs::remove_file(copy.path(path)).unwrap(), &["missing"]),
        (
            "sdk/src/generated/redis/old_action.rs",
            |copy, path| copy.write(path, "//! Old.\n"),
            &["not generated from the spec"],
        ),
        ("sdk/src/generated/old/mod.rs", |copy, path| copy.write(path, "//! Old.\n"), &["not generated from the spec"]),
        (
            "spec/schema/action.json",
            |copy, path| copy.replace(path, "\"action\"", "\"aktion\""),
            &["(found)", "aktion"],
        ),
        ("spec/schema/old.json", |copy, path| copy.write(path, "{}\n"), &["not generated from the spec"]),
    ];
    for (path, change, words) in rows {
        change(&copy, path);
        let changed = copy.generated();

        let check = copy.xtask(&["codegen", "--check"]);
        assert!(!check.ok && check.said(path) && words.iter().all(|word| check.said(word)), "{path}: {check:?}");
        assert!(check.said("1 file out of date; run `cargo xtask codegen`"), "{path}: {check:?}");
        assert_eq!(copy.generated(), changed, "{path}: --check writes");

        let codegen = copy.xtask(&["codegen"]);
        assert!(codegen.ok && codegen.said(", 1 changed"), "{path}: {codegen:?}");
        assert!(copy.generated() == generated, "{path} is not repaired");
    }
    let again = copy.xtask(&["codegen"]);
    assert!(again.ok && again.said(", 0 changed"), "{again:?}");
}

#[test]
fn differences_come_all_at_once() {
    let copy = Copy::of_repository();
    let generated = copy.generated();
    copy.replace(GENERATED, "instance_id", "instance_ib");
    fs::remove_file(copy.path("sdk/src/generated/redis/types.rs")).unwrap();
    copy.write("sdk/src/generated/redis/old_action.rs", "//! Old.\n");
    let check = copy.xtask(&["codegen", "--check"]);
    assert!(!check.ok && check.said("3 files out of date"), "{check:?}");
    let codegen = copy.xtask(&["codegen"]);
    assert!(codegen.ok && codegen.said(", 3 changed"), "{codegen:?}");
    assert!(copy.generated() == generated, "not repaired");
    assert!(!copy.path("sdk/src/generated/redis/old_action.rs").exists());
}

/// A checkout with Windows line endings is up to date, and is not overwritten.
#[test]
fn line_ends_do_not_matter() {
    let copy = Copy::of_repository();
    for path in [GENERATED.to_owned(), format!("spec/{VERSION}/types.json")] {
        let text = fs::read_to_string(copy.path(&path)).unwrap();
        copy.write(&path, &text.replace('\n', "\r\n"));
    }
    let check = copy.xtask(&["codegen", "--check"]);
    assert!(check.ok, "{check:?}");
}

/// A change in the spec affects what depends on it, and nothing else.
#[test]
fn a_change_of_the_spec_makes_its_file_stale() {
    let copy = Copy::of_repository();
    let action = format!("spec/{VERSION}/actions/ManualBackupInstance.json");
    copy.replace(&action, "A note that is stored with the backup", "A remark that is stored with the backup");
    let check = copy.xtask(&["codegen", "--check"]);
    assert!(!check.ok && check.said(GENERATED), "{check:?}");
    assert!(check.said("1 file out of date"), "{check:?}");
    assert!(
        check.said("-    /// `Remark`: A note that is stored")
            && check.said("+    /// `Remark`: A remark that is stored"),
        "{check:?}"
    );
}

/// Nothing is generated from a spec with errors, and every error is reported with its place.
#[test]
fn a_spec_with_errors_changes_nothing() {
    let copy = Copy::of_repository();
    copy.replace(
        &format!("spec/{VERSION}/actions/ManualBackupInstance.json"),
        "\"topic\": \"backups\"",
        "\"topic\": \"backup\"",
    );
    copy.replace(&format!("spec/{VERSION}/product.json"), "\"default_rate\": 20", "\"default_rate\": 0");
    copy.replace(GENERATED, "instance_id", "instance_ib");
    let before = copy.generated();
    for arguments in [&["codegen"][..], &["codegen", "--check"]] {
        let run = copy.xtask(arguments);
        assert!(!run.ok, "{run:?}");
        for words in [
            "actions/ManualBackupInstance.json:7:3 (/topic): unknown topic `backup`\n  help: write `backups`",
            "product.json:9:3 (/default_rate): a rate of zero allows no request",
            "2 errors in the spec; nothing was generated",
        ] {
            assert!(run.said(words), "{words}: {run:?}");
        }
        assert!(copy.generated() == before, "{arguments:?} writes");
    }
}
