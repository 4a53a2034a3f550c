//! Why an action refuses a call.

use crate::error::ApiError;

/// The refusal of a call. Behavior knows only the reason; which error code it results in depends on the codes that the
/// documentation of the action lists.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The codes for the reason, the most specific first. The last is one that every action may return.
    codes: &'static [&'static str],
    message: String,
}

impl Refusal {
    pub(crate) const fn new(codes: &'static [&'static str], message: String) -> Self {
        Self { codes, message }
    }

    /// Returns the refusal of a parameter's value.
    pub(crate) fn invalid_value(message: impl Into<String>) -> Self {
        Self::new(&["InvalidParameterValue"], message.into())
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Returns the error with the first code that the action documents.
    pub(crate) fn resolve(self, documents: impl Fn(&str) -> bool) -> ApiError {
        match self.codes.iter().copied().find(|code| documents(code)) {
            Some(code) => ApiError::new(code, self.message),
            // No client should come to rely on a code that the service does not return.
            None => ApiError::bug(&format!("the spec lists none of the codes {:?}", self.codes)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_documented_code_is_returned() {
        let code = |documented: &[&str]| {
            let refusal = Refusal::new(&["A.B", "A.C", "A"], "why".to_owned());
            refusal.resolve(|code| documented.contains(&code)).code
        };
        for (documented, expect) in
            [(&["A.B", "A.C", "A"][..], "A.B"), (&["A", "A.C"], "A.C"), (&["A"], "A"), (&["B"], "InternalError")]
        {
            assert_eq!(code(documented), expect, "{documented:?}");
        }
    }
}
