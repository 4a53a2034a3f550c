//! What the compiler says to a mistake, pinned to the toolchain of `rust-toolchain.toml`.

#[test]
fn mistakes_and_what_the_compiler_says() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui/what_a_user_writes.rs");
    cases.compile_fail("ui/missing_parameter.rs");
    cases.compile_fail("ui/wrong_type.rs");
    cases.compile_fail("ui/exhaustive_match.rs");
}
