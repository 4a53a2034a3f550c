use std::fs;

use tempfile::TempDir;

use super::*;

/// A file in a folder that is removed when the test ends.
fn file() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("emulator.state");
    (folder, path)
}

/// Writes numbers as records of one table.
fn write(file: &StateFile, records: &[(&str, u32)]) {
    file.mark_stale();
    file.save(|scan| scan.table("table", records.iter().map(|(name, value)| (*name, value)))).unwrap();
}

fn table(path: &Path) -> Result<String, StateFileError> {
    Ok(StateFile::open(path)?.1.map_or_else(String::new, |state| state["table"].to_string()))
}

#[test]
fn the_records_of_the_last_change_are_read_in_their_order() {
    let (_folder, path) = file();
    let (file, state) = StateFile::open(&path).unwrap();
    assert_eq!(state, None);
    write(&file, &[("b", 1), ("a", 2), ("\"c/\n", 3), ("d", 4)]);
    write(&file, &[("b", 1), ("\"c/\n", 5), ("d", 4), ("0", 6)]);
    drop(file);
    assert_eq!(table(&path).unwrap(), r#"{"b":1,"\"c/\n":5,"d":4,"0":6}"#);

    let (file, _) = StateFile::open(&path).unwrap();
    file.mark_replaced();
    write(&file, &[("d", 4), ("b", 1)]);
    drop(file);
    assert_eq!(table(&path).unwrap(), r#"{"d":4,"b":1}"#);
}

#[test]
fn only_records_that_differ_are_written() {
    let (_folder, path) = file();
    let (file, _) = StateFile::open(&path).unwrap();
    let length = || fs::metadata(&path).unwrap().len();
    write(&file, &[("a", 1), ("b", 2)]);
    let before = length();
    write(&file, &[("a", 1), ("b", 2)]);
    file.save(|_| panic!("nothing can have changed")).unwrap();
    assert_eq!(length(), before);
    write(&file, &[("a", 1), ("b", 3)]);
    let content = fs::read_to_string(&path).unwrap();
    assert_eq!(content.lines().last().unwrap().split_once(" [").unwrap().1, r#"[["table","b"],3]]"#);
}

#[test]
fn a_torn_change_is_dropped_and_no_other() {
    let (_folder, path) = file();
    let (file, _) = StateFile::open(&path).unwrap();
    write(&file, &[("a", 1), ("b", 2)]);
    let complete = fs::read(&path).unwrap().len();
    write(&file, &[("a", 3), ("c", 4)]);
    drop(file);
    let content = fs::read(&path).unwrap();
    for length in complete..content.len() {
        fs::write(&path, &content[..length]).unwrap();
        assert_eq!(table(&path).unwrap(), r#"{"a":1,"b":2}"#, "{length}");
        assert_eq!(fs::read(&path).unwrap(), content[..complete], "what is torn is removed");
    }
    // Changes follow what is left.
    let (file, _) = StateFile::open(&path).unwrap();
    write(&file, &[("a", 1), ("b", 5)]);
    drop(file);
    assert_eq!(table(&path).unwrap(), r#"{"a":1,"b":5}"#);
    // Nothing has been acknowledged before the first line was complete.
    for length in 0..line::first().len() {
        fs::write(&path, &content[..length]).unwrap();
        assert_eq!(table(&path).unwrap(), "");
    }
}

#[test]
fn a_damaged_file_is_an_error_and_left_as_it_is() {
    let (_folder, path) = file();
    let (file, _) = StateFile::open(&path).unwrap();
    write(&file, &[("a", 1), ("b", 2)]);
    write(&file, &[("a", 3), ("c", 4)]);
    drop(file);
    let content = fs::read(&path).unwrap();
    let first = line::first().len() + 1;
    let second = first + content[first..].iter().position(|byte| *byte == b'\n').unwrap() + 1;
    for position in first..content.len() {
        for flip in [1, 0x20, 0x80] {
            let mut damaged = content.clone();
            damaged[position] ^= flip;
            fs::write(&path, &damaged).unwrap();
            match table(&path) {
                // The case of a digit of a length or a checksum does not matter.
                Ok(table) => {
                    assert!(flip == 0x20 && damaged.eq_ignore_ascii_case(&content), "{position}");
                    assert_eq!(table, r#"{"a":3,"c":4}"#);
                }
                Err(StateFileError::Damaged { offset, .. }) => {
                    let line = if position < second { first } else { second };
                    assert_eq!(offset, line as u64, "{position}");
                }
                Err(error) => panic!("{position}: {error}"),
            }
            assert_eq!(fs::read(&path).unwrap(), damaged);
        }
    }
    fs::write(&path, [&content[..first + 9], &content[second..]].concat()).unwrap();
    let error = table(&path).unwrap_err().to_string();
    assert!(error.contains(&format!("at byte {first} ")) && error.contains("emulator.state"), "{error}");
}

#[test]
fn other_files_and_files_in_use_are_left_alone() {
    let (_folder, path) = file();
    for (content, expect) in [
        ("{}", "not a state file"),
        ("tencloud-emulator status\n", "not a state file"),
        ("tencloud-emulator state 9\nwhatever", "has the format 9, and this release reads 1"),
    ] {
        fs::write(&path, content).unwrap();
        let error = table(&path).unwrap_err().to_string();
        assert!(error.contains(expect) && error.contains("emulator.state"), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
    }
    fs::remove_file(&path).unwrap();
    let (file, _) = StateFile::open(&path).unwrap();
    write(&file, &[("a", 1)]);
    assert!(matches!(table(&path), Err(StateFileError::InUse(_))));
    drop(file);
    assert_eq!(table(&path).unwrap(), r#"{"a":1}"#);
    assert!(matches!(table(Path::new("/nowhere/file")), Err(StateFileError::Io { .. })));
}

#[test]
fn a_long_journal_is_rewritten() {
    let (_folder, path) = file();
    let (file, _) = StateFile::open(&path).unwrap();
    let text = "x".repeat(100_000);
    let save = |number: u32| {
        file.mark_stale();
        file.save(|scan| scan.record("number", &(number, &text))).unwrap();
    };
    let longest = (0..40).map(|number| {
        save(number);
        fs::metadata(&path).unwrap().len()
    });
    assert!(longest.max().unwrap() < 1_500_000);
    save(41);
    // A file that was left by a process that was killed.
    fs::write(format!("{}.new", path.display()), "tencloud").unwrap();
    (50..80).for_each(save);
    drop(file);
    assert_eq!(StateFile::open(&path).unwrap().1.unwrap()["number"][0], 79);
}

#[cfg(unix)]
#[test]
fn only_its_user_can_read_it() {
    use std::os::unix::fs::PermissionsExt as _;

    let (_folder, path) = file();
    let mode = |path: &str| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let name = path.to_str().unwrap();
    drop(StateFile::open(&path).unwrap());
    assert_eq!((mode(name), mode(&format!("{name}.lock"))), (0o600, 0o600));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    drop(StateFile::open(&path).unwrap());
    assert_eq!(mode(name), 0o600);
}

/// A process that is being started has the locks of its parent until it becomes another program.
#[cfg(unix)]
#[test]
fn a_closed_file_is_free_while_processes_are_started() {
    let (_folder, path) = file();
    std::thread::scope(|scope| {
        let starts = scope.spawn(|| {
            for _ in 0..200 {
                std::process::Command::new("true").status().unwrap();
            }
        });
        while !starts.is_finished() {
            StateFile::open(&path).unwrap();
        }
    });
}
