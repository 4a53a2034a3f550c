//! Why the signature of a pasted request is rejected.

use crate::signature::authorization::Authorization;
use crate::signature::context::{Context, KnownKey, OwnValues};
use crate::signature::diagnostic::{Diagnostic, Part};
use crate::signature::difference::{Difference, first_difference};
use crate::signature::pasted::Pasted;
use crate::signature::printable::bounded;
use crate::signature::steps::{KeyVisibility, StepName, Steps, Value};
use crate::signature::suspects::{Client, Scene, Suspect};
use crate::signature::{checks, suspects};

/// The result of comparing the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureResult {
    /// It is the one that the service expects.
    Correct,
    /// It is not, and the mistake that leads to it was found.
    Explained,
    /// It is not, and no known mistake leads to it.
    Unexplained,
    /// It could not be compared: the key is unknown, or something is missing in the text.
    NotCompared,
}

/// The result of comparing a pasted request with what the service expects.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    /// The result of comparing the signature.
    pub signature: SignatureResult,
    /// What is wrong, most important first: the mistake in the signature, then what the service checks besides.
    pub diagnostics: Vec<Diagnostic>,
    /// The steps of the signature that the service expects, beside those of the request.
    pub steps: Vec<ComparedStep>,
}

impl Diagnosis {
    /// Returns whether the service would accept the request.
    pub fn is_accepted(&self) -> bool {
        self.signature == SignatureResult::Correct && self.diagnostics.is_empty()
    }

    /// Returns the first step whose values differ.
    pub fn first_difference(&self) -> Option<&ComparedStep> {
        self.steps.iter().find(|step| step.differs)
    }
}

/// A step of the expected signature beside that of the request.
#[derive(Clone, Debug)]
pub struct ComparedStep {
    /// Which step.
    pub name: StepName,
    /// The expected value.
    pub ours: Value,
    /// The value that the client computed, if it is known.
    pub theirs: Option<Value>,
    /// Whether both values are known, and differ.
    pub differs: bool,
    /// Where they differ first, unless they may not be shown.
    pub difference: Option<Difference>,
}

/// Compares the signature of a request with the one that the service expects, and looks for the mistake that leads to
/// the difference.
pub fn diagnose(request: &Pasted, context: &Context<'_>, own: &OwnValues<'_>) -> Diagnosis {
    if let Some(parameters) = request.v1_parameters() {
        return v1(request, &parameters, context, own);
    }
    let Some(header) = request.header("authorization") else {
        return Diagnosis::not_compared(vec![Diagnostic::new(
            Part::Authorization,
            "the request is not signed: it has neither the header `Authorization` nor the parameter `Signature`",
            "paste the request as it was sent, with all headers",
        )]);
    };
    let authorization = Authorization::parse(header);
    let mut diagnostics = checks::tc3(request, &authorization, context);
    let key = known_key(&authorization.secret_id, context, &mut diagnostics);
    let unknown = KnownKey::unknown();
    let scene = Scene { request, authorization: &authorization, context, own, key: key.unwrap_or(&unknown) };
    let expected = scene.expected();
    let is_complete = request.body.is_some() || own.are_given();
    if !is_complete {
        diagnostics.push(Diagnostic::new(
            Part::Body,
            "the body is not in the text, and the signature covers it",
            "paste an empty line and the body after the headers",
        ));
    }
    let signature = authorization.signature.as_str();
    let sent = Sent { signature, own, key, is_complete };
    conclude(&expected, || scene.search(), &sent, diagnostics)
}

fn v1(request: &Pasted, parameters: &[(String, String)], context: &Context<'_>, own: &OwnValues<'_>) -> Diagnosis {
    let find = |wanted: &str| parameters.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let mut diagnostics = checks::v1(request, parameters, context);
    let key = known_key(find("SecretId").unwrap_or_default(), context, &mut diagnostics);
    let signature = find("Signature").unwrap_or_default();
    let unknown = KnownKey::unknown();
    let scene = suspects::v1::Scene { request, parameters, context, own, key: key.unwrap_or(&unknown), signature };
    let sent = Sent { signature, own, key, is_complete: true };
    conclude(&scene.expected(), || scene.search(), &sent, diagnostics)
}

fn known_key<'a>(id: &str, context: &Context<'a>, diagnostics: &mut Vec<Diagnostic>) -> Option<&'a KnownKey> {
    let key = context.keys.iter().find(|key| key.secret_id == id);
    if key.is_none() {
        let trimmed = context.keys.iter().any(|key| key.secret_id == id.trim_matches(['"', '\'', ' ']));
        let message = match (id, trimmed) {
            ("", _) => "the request contains no SecretId".to_owned(),
            (_, true) => "the SecretId is surrounded by spaces or quotes".to_owned(),
            _ => format!("the SecretId `{}` is unknown here", bounded(id)),
        };
        diagnostics.insert(0, Diagnostic::new(Part::SecretId, message, "sign with credentials that exist here"));
    }
    key
}

/// What was sent with the request.
struct Sent<'a> {
    signature: &'a str,
    own: &'a OwnValues<'a>,
    /// The key that it should have been signed with, if it is known.
    key: Option<&'a KnownKey>,
    /// Whether everything is known that the signature covers.
    is_complete: bool,
}

/// Compares the signature with the expected ones, and searches for the mistake if it is none of them.
fn conclude<C: Client>(
    expected: &[C],
    search: impl FnOnce() -> Option<Suspect<C>>,
    sent: &Sent<'_>,
    mut diagnostics: Vec<Diagnostic>,
) -> Diagnosis {
    let Some(first) = expected.first() else { return Diagnosis::not_compared(diagnostics) };
    let Some(key) = sent.key else {
        let steps = first.steps(KeyVisibility::Masked).without_key();
        return Diagnosis { steps: compare(steps, None, sent), ..Diagnosis::not_compared(diagnostics) };
    };
    if let Some(client) = expected.iter().find(|client| client.signature() == sent.signature) {
        let ours = client.steps(key.visibility);
        let steps = compare(ours.clone(), Some(&ours), sent);
        return Diagnosis { signature: SignatureResult::Correct, diagnostics, steps };
    }
    let found = search();
    let theirs = found.as_ref().map(|suspect| suspect.client.steps(key.visibility));
    let steps = compare(first.steps(key.visibility), theirs.as_ref(), sent);
    let result = match found {
        Some(suspect) => {
            diagnostics.splice(0..0, suspect.diagnostic);
            if diagnostics.is_empty() {
                diagnostics.push(unexplained(&steps, sent.own));
            }
            SignatureResult::Explained
        }
        None if !sent.is_complete => SignatureResult::NotCompared,
        None => {
            // What the checks found may be the reason.
            let position = if sent.own.are_given() { 0 } else { diagnostics.len() };
            diagnostics.insert(position, unexplained(&steps, sent.own));
            SignatureResult::Unexplained
        }
    };
    Diagnosis { signature: result, diagnostics, steps }
}

fn unexplained(steps: &[ComparedStep], values: &OwnValues<'_>) -> Diagnostic {
    let own = steps.iter().find(|step| step.name != StepName::Signature && step.differs);
    match own.and_then(|step| step.difference.as_ref().map(|difference| (step.name, difference))) {
        Some((name, difference)) => Diagnostic::new(
            Part::StringToSign,
            format!("{} differs: {}", name.label(), difference.explanation),
            "fix the first difference, and compare again",
        ),
        None if values.are_given() => Diagnostic::new(
            Part::Key,
            "the pasted values are the expected ones, so the signature was made with another secret key",
            "compare the secret key of your program with the one that belongs to the SecretId",
        ),
        None => Diagnostic::new(
            Part::Key,
            "the signature is that of another key, or of another request; no known mistake leads to it",
            "compare the string to sign of your program with the expected one; if they agree, the secret key is wrong",
        ),
    }
}

/// Puts steps beside each other. Values that the author pasted take precedence over those that were found.
fn compare(ours: Steps, theirs: Option<&Steps>, sent: &Sent<'_>) -> Vec<ComparedStep> {
    let pasted = |name| match name {
        StepName::CanonicalRequest => sent.own.canonical_request,
        StepName::StringToSign => sent.own.string_to_sign,
        StepName::Signature => Some(sent.signature),
        _ => None,
    };
    let beside = |step: crate::signature::steps::Step| {
        let theirs = match pasted(step.name) {
            Some(text) => Some(Value::Text(text.to_owned())),
            None => theirs.and_then(|steps| steps.get(step.name)).cloned(),
        };
        let difference =
            theirs.as_ref().and_then(|theirs| first_difference(step.name, step.value.text()?, theirs.text()?));
        let differs = theirs.as_ref().is_some_and(|theirs| !theirs.is_same(&step.value));
        ComparedStep { name: step.name, ours: step.value, theirs, differs, difference }
    };
    ours.into_iter().map(beside).collect()
}

impl Diagnosis {
    fn not_compared(diagnostics: Vec<Diagnostic>) -> Self {
        Self { signature: SignatureResult::NotCompared, diagnostics, steps: Vec::new() }
    }
}
