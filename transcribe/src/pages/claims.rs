//! What several places of a page say about one thing: its action, its version, its product.

use super::finding::Findings;

/// What one place of a page says.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub(super) value: String,
    pub(super) line: usize,
    /// The place, as in "by its …".
    pub(super) place: &'static str,
}

/// Settles on what the first place says, unless every other place says something else: pages copied from other pages
/// keep names that are not theirs. Where the first place says nothing, the others must agree.
///
/// `Err` where the contradiction was refused, `Ok(None)` where no place says anything.
pub(super) fn settle(
    what: &str,
    first: Option<Claim>,
    others: &[Claim],
    findings: &mut Findings,
) -> Result<Option<Claim>, Refused> {
    let Some(first) = first else {
        let Some(leading) = others.first().cloned() else {
            return Ok(None);
        };
        if let Some(other) = others.iter().find(|other| other.value != leading.value) {
            let what = format!(
                "the {what} is `{}` by its {}, but `{}` by its {} in line {}",
                leading.value, leading.place, other.value, other.place, other.line
            );
            findings.refuse(leading.line, what, "correct the page");
            return Err(Refused);
        }
        let what = format!("the {what} `{}` is taken from the {}", leading.value, leading.place);
        findings.note(leading.line, what, "look whether it is the page's own");
        return Ok(Some(leading));
    };
    let (agreeing, contrary): (Vec<&Claim>, Vec<&Claim>) = others.iter().partition(|other| other.value == first.value);
    for other in &contrary {
        let said = format!(
            "the {what} is `{}` by its {} in line {}, but `{}` by its {}",
            first.value, first.place, first.line, other.value, other.place
        );
        if agreeing.is_empty() {
            findings.refuse(other.line, said, "find out which of them is meant, and correct the page");
        } else {
            findings.note(other.line, said, "nothing; other places agree with the former");
        }
    }
    if contrary.is_empty() || !agreeing.is_empty() { Ok(Some(first)) } else { Err(Refused) }
}

/// The findings hold a refusal about it.
pub(super) struct Refused;
