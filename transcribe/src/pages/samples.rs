//! Samples: code blocks that show a request and then the response.

use serde_json::{Map, Value};
use tencloud_spec::Method;

use super::blocks::Block;
use super::codes::is_code;
use super::diagnostics::Diagnostics;
use super::evidence::Evidence;
use crate::call::{Mended, Piece, Request, Unread, host, piece};

/// A sample as the page shows it, not yet compared with the action's fields.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub(super) line: usize,
    pub(super) method: Method,
    /// The parameters, including the common ones. Those of a query are still strings.
    pub(super) request: Map<String, Value>,
    /// The content of `Response`.
    pub(super) response: Map<String, Value>,
}

/// The samples on a page.
#[derive(Default)]
pub(super) struct Samples {
    /// In the order of the page. `None` stands for one that cannot be read.
    pub(super) shown: Vec<Option<Shown>>,
    pub(super) actions: Vec<Evidence>,
    pub(super) versions: Vec<Evidence>,
    pub(super) products: Vec<Evidence>,
    /// The products of all requests, including those that cannot be read or have no response, for a page on which
    /// nothing else names a product.
    pub(super) hosts: Vec<Evidence>,
}

/// Reads the samples below a line.
pub(super) fn read(blocks: &[Block], above: usize, diagnostics: &mut Diagnostics) -> Samples {
    let mut samples = Samples::default();
    let mut pending: Option<Placed<Request>> = None;
    for block in blocks.iter().filter(|block| block.line() > above) {
        let Block::Code { text, line } = block else { continue };
        let blank = text.lines().take_while(|line| line.trim().is_empty()).count();
        let line = &(line + blank);
        match piece(text.trim(), pending.is_some()) {
            Piece::Request(request) => {
                samples.hosts.extend(evidence(host(text).as_deref().and_then(product_of), *line));
                if let Some((line, _)) = pending.replace((*line, request)) {
                    without_response(line, diagnostics);
                }
            }
            Piece::Response(response) => match pending.take() {
                Some((request_line, request)) => {
                    if let Ok(request) = &request {
                        samples.evidence(request, request_line);
                    }
                    let shown = sample((request_line, request), (*line, response), diagnostics);
                    samples.shown.push(shown);
                }
                None => diagnostics.warn(*line, "response without a request", "add the sample to the spec by hand"),
            },
            Piece::Other => {
                let message = "code block is neither a request nor a response";
                diagnostics.warn(*line, message, "add it to the spec by hand if it is a sample");
            }
        }
    }
    if let Some((line, _)) = pending {
        without_response(line, diagnostics);
    }
    samples
}

/// Returns whether any code block shows a request or a response.
pub(super) fn has_call(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| match block {
        Block::Code { text, .. } => ["\"Response\"", "Action=", "X-TC-Action"].iter().any(|mark| text.contains(mark)),
        _ => false,
    })
}

fn without_response(line: usize, diagnostics: &mut Diagnostics) {
    diagnostics.warn(line, "request without a response", "add the sample to the spec by hand");
}

/// What was read from a code block, with the line of its first word.
type Placed<T> = (usize, Result<T, Unread>);

fn sample(
    request: Placed<Request>,
    response: Placed<Mended<Map<String, Value>>>,
    diagnostics: &mut Diagnostics,
) -> Option<Shown> {
    let mut unreadable = |line: usize, unread: Unread| {
        let message = format!("sample omitted: {}", unread.why);
        diagnostics.warn(line + unread.lines_below, message, "add it to the spec by hand");
    };
    let (line, request) = request;
    let (response_line, response) = response;
    let (request, response) = match (request, response) {
        (Ok(request), Ok(response)) => (request, response),
        (request, response) => {
            request.err().into_iter().for_each(|why| unreadable(line, why));
            response.err().into_iter().for_each(|why| unreadable(response_line, why));
            return None;
        }
    };
    let (response, response_mended) = response;
    let code = response.get("Error").map(|error| error.get("Code").and_then(Value::as_str));
    if code.is_some_and(|code| !code.is_some_and(is_code)) {
        unreadable(response_line, "its response is an error without a code".to_owned().into());
        return None;
    }
    for (line, mended) in [(line, request.mended), (response_line, response_mended)] {
        if let Some(Unread { lines_below, why }) = mended {
            let help = "check that the sample in the spec is what was intended";
            diagnostics.warn(line + lines_below, format!("the sample's JSON was repaired: {why}"), help);
        }
    }
    Some(Shown { line, method: request.method, request: request.parameters, response })
}

impl Samples {
    fn evidence(&mut self, request: &Request, line: usize) {
        let text = |name: &str| request.parameters.get(name).and_then(Value::as_str);
        self.actions.extend(evidence(request.action.as_deref().or_else(|| text("Action")), line));
        self.versions.extend(evidence(text("Version"), line));
        self.products.extend(evidence(request.host.as_deref().and_then(product_of), line));
    }
}

fn evidence(value: Option<&str>, line: usize) -> Option<Evidence> {
    value.map(|value| Evidence { value: value.to_owned(), line, place: "sample" })
}

/// Returns the product in the name of an API host, unless it is a placeholder.
pub(super) fn product_of(host: &str) -> Option<&str> {
    let (product, rest) = host.split_once('.')?;
    let is_api = rest.split('.').any(|label| label == "tencentcloudapi");
    (is_api && !product.is_empty() && !product.chars().all(|c| c == 'x')).then_some(product)
}
