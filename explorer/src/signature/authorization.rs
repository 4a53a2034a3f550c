//! The `Authorization` header of TC3, read leniently so that what is wrong with it can be reported.

use tencloud::signing::tc3::ALGORITHM;

use crate::signature::printable::bounded;

/// The parts of the header, in order.
const PARTS: [&str; 3] = ["Credential", "SignedHeaders", "Signature"];

/// The parts of the header as they were pasted.
#[derive(Clone, Debug, Default)]
pub(super) struct Authorization {
    pub(super) secret_id: String,
    pub(super) date: String,
    pub(super) service: String,
    pub(super) terminator: String,
    pub(super) signed_headers: String,
    pub(super) signature: String,
    /// What is wrong with the form of the header.
    pub(super) problem: Option<String>,
}

impl Authorization {
    pub(super) fn parse(value: &str) -> Self {
        let value = value.trim();
        let (algorithm, rest) = value.split_once(' ').unwrap_or((value, ""));
        let mut out = Self::default();
        if algorithm != ALGORITHM {
            out.report(format!("the first word is `{}`, not `{ALGORITHM}`", bounded(algorithm)));
        }
        let parts = || rest.split(',').map(str::trim);
        for part in parts() {
            out.read_part(part);
        }
        let empty = [&out.secret_id, &out.signed_headers, &out.signature].map(String::is_empty);
        if let Some((name, _)) = PARTS.iter().zip(empty).find(|(_, is_empty)| *is_empty) {
            out.report(format!("`{name}=` is missing or empty"));
        }
        if !parts().map(|part| part.split('=').next().unwrap_or_default()).eq(PARTS) {
            let [first, second, third] = PARTS;
            out.report(format!("the parts are not `{first}`, `{second}` and `{third}`, each once and in this order"));
        }
        if out.signed_headers.split(';').any(|name| name.is_empty() || name.trim() != name) {
            out.report("`SignedHeaders` contains a space or an empty name".to_owned());
        }
        out
    }

    fn read_part(&mut self, part: &str) {
        match part.split_once('=') {
            Some(("Credential", credential)) => self.read_credential(credential),
            Some(("SignedHeaders", names)) => self.signed_headers = names.to_owned(),
            Some(("Signature", signature)) => self.signature = signature.to_owned(),
            Some((name, _)) => self.report(format!("`{}` is not a part of the header", bounded(name))),
            None if part.is_empty() => self.report("a part is missing, or there is an extra comma".to_owned()),
            None => self.report(format!("`{}` has no `=`", bounded(part))),
        }
    }

    fn read_credential(&mut self, credential: &str) {
        let mut parts = credential.split('/').map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        (self.secret_id, self.date, self.service, self.terminator) = (next(), next(), next(), next());
        let is_empty = self.date.is_empty() || self.service.is_empty();
        if self.terminator != "tc3_request" || parts.next().is_some() || is_empty {
            self.report("`Credential` is not `ID/DATE/SERVICE/tc3_request`".to_owned());
        }
    }

    fn report(&mut self, problem: String) {
        self.problem.get_or_insert(problem);
    }

    /// Returns the names of the signed headers without the spaces around them.
    pub(super) fn names(&self) -> Vec<&str> {
        self.signed_headers.split(';').map(str::trim).filter(|name| !name.is_empty()).collect()
    }
}
