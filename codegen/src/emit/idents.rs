//! Names as they are spelled in files and links.

/// Returns a name as it is spelled in files and links, without the prefix of a raw identifier.
pub(super) fn plain(name: &str) -> &str {
    name.trim_start_matches("r#")
}
