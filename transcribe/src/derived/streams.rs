//! Which actions respond with a stream of server-sent events.
//!
//! The metadata marks them in the text of `RequestId`, which such a response has in a header. It marks 27 actions of 10
//! products; each of them was checked by eye, and the exceptions are below.

use tencloud_spec::{StreamEvents, Streams, StreamsWhen, Type};

/// Part of the text of `RequestId` in the response of a marked action: "This action responds with a stream".
const MARK: &str = "本接口为流式响应接口";

/// "1: returned as a stream", in the text of an integer.
const ONE_STREAMS: &str = "1:流式返回";

/// "Default: true".
const ON_BY_DEFAULT: &str = "默认true";

/// The names of booleans that ask for a stream.
const SWITCHES: [&str; 2] = ["Stream", "Streaming"];

/// Actions that are marked only because their product is: their samples are ordinary responses, and their parameters
/// cannot ask for anything else.
const NOT_STREAMS: [&str; 7] = [
    "CreateThread",
    "FilesDeletions",
    "FilesList",
    "FilesUploads",
    "GetThread",
    "GetThreadMessage",
    "GetThreadMessageList",
];

/// Passes requests on; one of them is for events.
const DEPENDS: &str = "ExecuteAgentApiV1";

/// Its parameter `Stream` accepts only `true`.
const ALWAYS: &str = "RunThread";

/// A parameter, with its text in the metadata.
pub(crate) struct Parameter<'m> {
    pub(crate) name: &'m str,
    pub(crate) ty: Type,
    pub(crate) text: &'m str,
}

/// Returns how an action, of which the name and the text are given, responds with streams. `request_id` is the text of
/// the result `RequestId`, and `has_results` is whether there are other results.
pub(crate) fn streams(
    (action, text): (&str, &str),
    parameters: &[Parameter<'_>],
    request_id: &str,
    has_results: bool,
) -> Option<Streams> {
    if !request_id.contains(MARK) || NOT_STREAMS.contains(&action) {
        return None;
    }
    let switch = parameters.iter().find(|parameter| match parameter.ty {
        Type::Bool => SWITCHES.contains(&parameter.name),
        Type::Int64 | Type::Uint64 => parameter.text.contains(ONE_STREAMS),
        _ => false,
    });
    let when = match switch {
        Some(_) if action == ALWAYS => StreamsWhen::Always,
        Some(switch) if switch.text.contains(ON_BY_DEFAULT) => StreamsWhen::Default,
        Some(_) => StreamsWhen::Requested,
        None if action == DEPENDS => StreamsWhen::Requested,
        None => StreamsWhen::Always,
    };
    let events = if has_results { StreamEvents::Results } else { StreamEvents::Undocumented };
    let parameter = switch.map(|switch| switch.name.to_owned());
    Some(Streams { when, parameter, events, host: host(text) })
}

/// Returns the host that a text requires for streams: the first that follows the word "Endpoint".
fn host(text: &str) -> Option<String> {
    let (_, text) = text.split_once("Endpoint")?;
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-'));
    words.map(str::to_owned).find(|word| word.ends_with(".tencentcloudapi.com"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_of_a_stream() {
        let marked = format!("id {MARK}, and more");
        let stream = |text| Parameter { name: "Stream", ty: Type::Bool, text };
        let by_number = || Parameter { name: "ResultType", ty: Type::Int64, text: "0:x 1:流式返回" };
        let moderation = || Parameter { name: "StreamModeration", ty: Type::Bool, text: "流式" };
        for (action, parameters, expected) in [
            ("ChatCompletions", vec![moderation(), stream("")], Some((StreamsWhen::Requested, Some("Stream")))),
            ("ChatCompletions", vec![stream(ON_BY_DEFAULT)], Some((StreamsWhen::Default, Some("Stream")))),
            ("GetLLMDiagnosisDrug", vec![by_number()], Some((StreamsWhen::Requested, Some("ResultType")))),
            ("RunThread", vec![stream("")], Some((StreamsWhen::Always, Some("Stream")))),
            ("TextToSpeechSSE", vec![], Some((StreamsWhen::Always, None))),
            ("ParseDocument", vec![moderation()], Some((StreamsWhen::Always, None))),
            ("ExecuteAgentApiV1", vec![], Some((StreamsWhen::Requested, None))),
            ("FilesList", vec![], None),
        ] {
            for (has_results, events) in [(true, StreamEvents::Results), (false, StreamEvents::Undocumented)] {
                let expected = expected.map(|(when, parameter)| {
                    let parameter = parameter.map(str::to_owned);
                    Streams { when, parameter, events, host: None }
                });
                assert_eq!(streams((action, ""), &parameters, &marked, has_results), expected, "{action}");
            }
            assert_eq!(streams((action, ""), &parameters, "id", true), None, "{action}");
        }
    }

    #[test]
    fn hosts() {
        for (text, expected) in [
            (
                "域名（Endpoint）为 a.ai.tencentcloudapi.com (或 a.ai.internal.tencentcloudapi.com）",
                Some("a.ai.tencentcloudapi.com"),
            ),
            ("域名（Endpoint）为 b.ai.tencentcloudapi.com", Some("b.ai.tencentcloudapi.com")),
            ("hunyuan.tencentcloudapi.com", None),
        ] {
            assert_eq!(streams(("Chat", text), &[], MARK, true).unwrap().host.as_deref(), expected, "{text}");
        }
    }
}
