//! The first difference between two values of a step.

use std::fmt;

use crate::signature::encoding::decode;
use crate::signature::steps::StepName;

/// Where two values differ first, and how. `Debug` omits the lines.
#[derive(Clone, PartialEq, Eq)]
pub struct Difference {
    /// The number of the line, from 1.
    pub line: usize,
    /// The number of the character in the line, from 1.
    pub column: usize,
    /// The offset from the beginning of the values, in bytes. It is at a character boundary of both.
    pub offset: usize,
    /// The expected line; empty if there is none.
    pub ours: String,
    /// The other line; empty if there is none.
    pub theirs: String,
    /// What the line is, and how it differs.
    pub explanation: String,
}

impl fmt::Debug for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, explanation, .. } = self;
        write!(f, "{line}:{column}: {explanation}")
    }
}

/// Compares the expected value of a step with another, and returns the first difference.
pub fn first_difference(step: StepName, ours: &str, theirs: &str) -> Option<Difference> {
    if ours == theirs {
        return None;
    }
    let same = ours.chars().zip(theirs.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c);
    let offset: usize = same.map(char::len_utf8).sum();
    let before = ours.get(..offset).unwrap_or_default();
    let index = before.matches('\n').count();
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let (our_line, their_line) = (ours.split('\n').nth(index), theirs.split('\n').nth(index));
    let role = role(step, ours, index);
    let detail = detail(our_line, their_line, ours, theirs);
    Some(Difference {
        line: index + 1,
        column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
        offset,
        ours: our_line.unwrap_or_default().to_owned(),
        theirs: their_line.unwrap_or_default().to_owned(),
        explanation: role.map_or_else(|| detail.clone(), |role| format!("line {} is {role}: {detail}", index + 1)),
    })
}

/// Returns what a line of the expected value is.
fn role(step: StepName, ours: &str, index: usize) -> Option<String> {
    let lines: Vec<_> = ours.split('\n').collect();
    match step {
        StepName::CanonicalRequest => Some(canonical_role(&lines, index)),
        StepName::StringToSign if lines.len() == 4 => Some(
            match index {
                0 => "the algorithm",
                1 => "the timestamp",
                2 => "the credential scope",
                _ => "the hash of the canonical request",
            }
            .to_owned(),
        ),
        StepName::SortedParameters => {
            let name = lines.get(index)?.split('=').next()?;
            Some(format!("the parameter `{name}`"))
        }
        _ => None,
    }
}

fn canonical_role(lines: &[&str], index: usize) -> String {
    match (index, lines.len().saturating_sub(index)) {
        (0, _) => "the method".to_owned(),
        (1, _) => "the path".to_owned(),
        (2, _) => "the query".to_owned(),
        (_, 0) => "after the end".to_owned(),
        (_, 1) => "the hash of the body".to_owned(),
        (_, 2) => "the names of the signed headers".to_owned(),
        (_, 3) => "the empty line after the headers".to_owned(),
        _ => {
            let name = lines.get(index).and_then(|line| line.split(':').next()).unwrap_or_default();
            format!("the header `{name}`")
        }
    }
}

fn detail(our_line: Option<&str>, their_line: Option<&str>, ours: &str, theirs: &str) -> String {
    let (Some(ours_), Some(theirs_)) = (our_line, their_line) else {
        return if their_line.is_none() { "it is missing" } else { "there is an extra line" }.to_owned();
    };
    let without_end = theirs_.trim_end();
    let reason = if ours_ == theirs_ {
        // The lines agree up to the end of the shorter value.
        if ours.len() > theirs.len() { "their value ends here" } else { "their value continues after the end" }
    } else if theirs_.strip_suffix('\r') == Some(ours_) {
        "their line ends with a carriage return"
    } else if without_end == ours_ {
        "their line ends with a space"
    } else if theirs_.trim_start() == ours_ {
        "their line begins with a space"
    } else if theirs_.is_empty() {
        "their line is empty"
    } else if ours_.is_empty() {
        "it has to be empty"
    } else if theirs_.eq_ignore_ascii_case(ours_) {
        "only upper and lower case differ"
    } else if theirs_.replace(' ', "") == ours_.replace(' ', "") {
        "only spaces differ"
    } else if *theirs_ == decode(ours_) {
        "their line is not percent-encoded"
    } else if *ours_ == decode(theirs_) {
        "their line is percent-encoded one time too many"
    } else if decode(ours_) == decode(theirs_) {
        "their line is percent-encoded differently"
    } else if ours_.starts_with(theirs_) {
        "their line ends too early"
    } else if theirs_.starts_with(ours_) {
        "their line continues after the end"
    } else {
        "the values differ"
    };
    reason.to_owned()
}
