//! What several places on a page state about the same thing: the page's action, version or product.

use super::diagnostics::Diagnostics;

/// The statement of one place on a page.
#[derive(Clone, Debug)]
pub(super) struct Evidence {
    pub(super) value: String,
    pub(super) line: usize,
    /// The kind of place, as in "in the …".
    pub(super) place: &'static str,
}

/// Returns what the first place states, unless every other place contradicts it: pages that were copied from other
/// pages can contain names that are not theirs. If the first place states nothing, the others must agree.
///
/// Returns `Err` if a contradiction was reported as an error, and `Ok(None)` if no place states anything.
pub(super) fn reconcile(
    message: &str,
    first: Option<Evidence>,
    others: &[Evidence],
    diagnostics: &mut Diagnostics,
) -> Result<Option<Evidence>, Irreconcilable> {
    let Some(first) = first else {
        let Some(leading) = others.first().cloned() else {
            return Ok(None);
        };
        if let Some(other) = others.iter().find(|other| other.value != leading.value) {
            let message = format!(
                "the {message} is `{}` in the {}, but `{}` in the {} (line {})",
                leading.value, leading.place, other.value, other.place, other.line
            );
            diagnostics.error(leading.line, message, "correct the page");
            return Err(Irreconcilable);
        }
        let message = format!("the {message} `{}` is taken from the {}", leading.value, leading.place);
        diagnostics.warn(leading.line, message, "check that it is right");
        return Ok(Some(leading));
    };
    let (agreeing, contrary): (Vec<&Evidence>, Vec<&Evidence>) =
        others.iter().partition(|other| other.value == first.value);
    for other in &contrary {
        let message = format!(
            "the {message} is `{}` in the {} (line {}), but `{}` in the {}",
            first.value, first.place, first.line, other.value, other.place
        );
        if agreeing.is_empty() {
            diagnostics.error(other.line, message, "correct the page");
        } else {
            diagnostics.mention(other.line, format!("{message}; other places agree with the former"));
        }
    }
    if contrary.is_empty() || !agreeing.is_empty() { Ok(Some(first)) } else { Err(Irreconcilable) }
}

/// A contradiction, which has been reported as an error.
pub(super) struct Irreconcilable;
