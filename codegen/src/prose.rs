//! The form of the spec's texts: prose, and code in backticks.

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'t> {
    Prose(&'t str),
    /// The text between two backticks.
    Code(&'t str),
}

/// Returns the pieces of a text, in order.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let pieces = text.split('`').enumerate();
    pieces.map(|(index, piece)| if index % 2 == 0 { Piece::Prose(piece) } else { Piece::Code(piece) })
}

/// Returns the two names of a reference such as `InstanceStatus.Running`.
pub(crate) fn reference(code: &str) -> Option<(&str, &str)> {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    code.split_once('.').filter(|(owner, member)| is_name(owner) && is_name(member))
}
