//! The tab with the signature of a call, step by step, beside that of a request that fails.

use axum::extract::{Path, State};
use maud::{Markup, html};
use tencloud::signing::SignatureMethod;
use tencloud_calls::secrets::{MASK, masked};

use crate::form::lenient;
use crate::request::{Fields, Names, Refusal, Shared, find, submitted};
use crate::signature::{ComparedStep, Diagnosis, Difference, OwnValues, Pasted, SignatureResult, diagnose};
use crate::signing::{self, Known};
use crate::submitted::Submitted;

/// The fields of the tab.
const METHOD: &str = "_method";
const PASTED: &str = "_pasted";
const CANONICAL: &str = "_canonical";
const TO_SIGN: &str = "_to_sign";

/// The longest request that is compared, in bytes: each mistake that is looked for signs it once more.
const LONGEST: usize = 256 * 1024;

/// The ways to sign, by the name that the tab sends.
const METHODS: [(&str, &str, SignatureMethod); 4] = [
    ("tc3", "TC3-HMAC-SHA256, POST", SignatureMethod::Tc3),
    ("tc3-get", "TC3-HMAC-SHA256, GET", SignatureMethod::Tc3Get),
    ("sha256", "v1, HmacSHA256, GET", SignatureMethod::HmacSha256Get),
    ("sha1", "v1, HmacSHA1, GET", SignatureMethod::HmacSha1Get),
];

/// Draws the tab.
pub(crate) async fn draw(State(app): Shared, Path(names): Names, fields: Fields) -> Result<Markup, Refusal> {
    let target = find(&names)?;
    let submitted = submitted(fields)?;
    let name = submitted.text(METHOD).unwrap_or("tc3");
    let (name, _, method) = METHODS.into_iter().find(|(known, ..)| *known == name).unwrap_or(METHODS[0]);
    let parameters = lenient(&submitted, target);
    let shown = masked(&parameters, &target.action.parameters, &target.version.types);
    let has_secrets = shown != parameters;
    let request = signing::sign(&app, target, submitted.region(), shown, method).await;
    let known = Known::of(&app, target).await;
    Ok(html! {
        (choices(&submitted, name))
        @if let Some(text) = submitted.text(PASTED) { (comparison(text, &submitted, &known)) }
        @match request {
            Ok(request) => {
                h2 { "This call, as the SDK sends it" }
                @if has_secrets {
                    p.quiet { "Secrets are shown, and signed, as " code { (MASK) } ": the call itself has another signature." }
                }
                (http(&request, &known))
                @if let Ok(pasted) = Pasted::parse(&request) {
                    (steps(&diagnose(&pasted, &known.context(), &OwnValues::default()).steps, &known))
                }
            }
            Err(message) => div.error role="alert" { p { (message) } },
        }
    })
}

fn choices(submitted: &Submitted, method: &str) -> Markup {
    let own = submitted.text(CANONICAL).is_some() || submitted.text(TO_SIGN).is_some();
    html! {
        form.signing {
            label for="method" { "Method" } " "
            select #method name=(METHOD) {
                @for (name, title, _) in METHODS { option value=(name) selected[name == method] { (title) } }
            }
            details open[submitted.text(PASTED).is_some()] {
                summary { "Compare with a request that fails" }
                label for="pasted" { "The request: HTTP with its headers, a curl command, or the URL of a v1 request" }
                textarea #pasted name=(PASTED) rows="6" spellcheck="false" required { "\n" (submitted.text(PASTED).unwrap_or_default()) }
                details open[own] {
                    summary { "What your program has computed, if it can print it" }
                    label for="canonical" { "Canonical request" }
                    textarea #canonical name=(CANONICAL) rows="4" spellcheck="false" { "\n" (submitted.text(CANONICAL).unwrap_or_default()) }
                    label for="to-sign" { "String to sign" }
                    textarea #to-sign name=(TO_SIGN) rows="3" spellcheck="false" { "\n" (submitted.text(TO_SIGN).unwrap_or_default()) }
                }
                button.plain type="submit" { "Compare" }
            }
        }
    }
}

/// Draws why the signature of a pasted request is rejected, and its steps beside the expected ones.
fn comparison(text: &str, submitted: &Submitted, known: &Known) -> Markup {
    if text.len() > LONGEST {
        return html! { div.error role="alert" { p { "The request is longer than " (LONGEST / 1024) " KB: leave out a part of its parameters." } } };
    }
    let text = text.replace("\r\n", "\n");
    let pasted = match Pasted::parse(&text) {
        Ok(pasted) => pasted,
        Err(error) => {
            return html! {
                div.error role="alert" {
                    p { strong { "Line " (error.line) ": " } (sentence(&error.message)) }
                    p { (sentence(&error.help)) }
                }
            };
        }
    };
    let own = |name: &str| submitted.text(name).map(|text| text.replace("\r\n", "\n"));
    let (canonical, to_sign) = (own(CANONICAL), own(TO_SIGN));
    let own = OwnValues { canonical_request: canonical.as_deref(), string_to_sign: to_sign.as_deref() };
    let diagnosis = diagnose(&pasted, &known.context(), &own);
    html! {
        section.diagnosis {
            (verdict(&diagnosis))
            (steps(&diagnosis.steps, known))
        }
        hr;
    }
}

fn verdict(diagnosis: &Diagnosis) -> Markup {
    let (class, text) = match diagnosis.signature {
        _ if diagnosis.is_accepted() => ("good", "The service would accept this request."),
        SignatureResult::Correct => ("bad", "The signature is right, but the service would refuse the request."),
        SignatureResult::Explained => ("bad", "The signature is wrong, and this is why:"),
        SignatureResult::Unexplained => ("bad", "The signature is wrong."),
        SignatureResult::NotCompared => ("bad", "The signature cannot be compared."),
    };
    html! {
        div.verdict.(class) role="alert" {
            h2 { (text) }
            @for diagnostic in &diagnosis.diagnostics {
                p { strong { (sentence(&diagnostic.message)) } br; (sentence(&diagnostic.help)) }
            }
        }
    }
}

/// Draws a message as a sentence, what stands in backticks as code.
fn sentence(message: &str) -> Markup {
    let mut rest = message.chars();
    let first = rest.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    let text = format!("{first}{}.", rest.as_str());
    html! {
        @for (index, part) in text.split('`').enumerate() { @if index % 2 == 1 { code { (part) } } @else { (part) } }
    }
}

/// Draws a request as it is sent. Of a signature of the user's keys, nothing is shown.
fn http(text: &str, known: &Known) -> Markup {
    let text = if known.are_private() { without_signature(text) } else { text.to_owned() };
    html! { pre tabindex="0" aria-label="Request" { code { (text) } } }
}

/// Returns a request without its signature, wherever it stands.
fn without_signature(text: &str) -> String {
    let mut parts = text.split("Signature=");
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| c == '&' || c.is_ascii_whitespace()).unwrap_or(part.len());
        shown.push_str("Signature=");
        shown.push_str(MASK);
        shown.push_str(part.get(end..).unwrap_or_default());
    }
    shown
}

fn steps(steps: &[ComparedStep], known: &Known) -> Markup {
    html! {
        ol.steps {
            @for step in steps {
                li.differs[step.differs] {
                    h3 { (step.name.label()) @if step.differs { " " span.badge.impact { "differs" } } }
                    p.quiet { (step.name.explanation()) }
                    @match (step.ours.text(), &step.theirs) {
                        (None, _) => p.quiet { "Not shown: it is made with your secret key." },
                        (Some(ours), Some(theirs)) if step.differs => {
                            (pair("expected", ours, step.difference.as_ref()))
                            (pair("in the request", theirs.text().unwrap_or("not shown"), step.difference.as_ref()))
                            @if let Some(difference) = &step.difference { p.why { (difference.explanation) } }
                        }
                        (Some(ours), _) => pre tabindex="0" aria-label=(step.name.label()) { code { (ours) } },
                    }
                }
            }
        }
        @if known.are_private() { p.quiet { "Signatures and keys that are derived from your secret key stay in the explorer's process." } }
    }
}

/// Draws one of two values, the first difference marked.
fn pair(title: &str, text: &str, marked: Option<&Difference>) -> Markup {
    html! {
        p.side { (title) }
        pre tabindex="0" aria-label=(title) {
            code {
                @for (index, line) in text.split('\n').enumerate() {
                    @if index > 0 { "\n" }
                    @match marked.filter(|difference| difference.line == index + 1) {
                        Some(difference) => {
                            @let at = line.char_indices().nth(difference.column.saturating_sub(1)).map_or(line.len(), |(at, _)| at);
                            (line.get(..at).unwrap_or_default())
                            mark { (line.get(at..).filter(|rest| !rest.is_empty()).unwrap_or("⏎")) }
                        }
                        None => (line),
                    }
                }
            }
        }
    }
}
