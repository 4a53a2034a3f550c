//! Requests of untyped calls whose body is not JSON.

use std::fmt::Write;

use hyper::header::HeaderMap;
use serde_json::{Map, Value};

use crate::call::Upload;
use crate::options::Options;
use crate::secret::Secret;
use crate::signing::query;

/// The body of an untyped call.
#[derive(Clone, Default)]
pub(super) enum Body {
    /// The parameters, in the form of the signature method.
    #[default]
    Parameters,
    /// Bytes. The parameters are sent as headers.
    OctetStream(Vec<u8>),
    /// Files, by the names of their parameters. The other parameters are parts of the same form.
    Files(Vec<(String, Vec<u8>)>),
}

impl Body {
    /// Returns what is sent instead of the parameters, if it is not the parameters themselves; an error names what
    /// cannot be sent.
    pub(super) fn upload(self, parameters: &Map<String, Value>) -> Result<Option<Upload>, String> {
        match self {
            Body::Parameters => Ok(None),
            Body::OctetStream(bytes) => Ok(Some(Upload {
                content_type: "application/octet-stream".to_owned(),
                headers: headers(parameters)?,
                bytes: bytes.into(),
            })),
            Body::Files(files) => {
                let boundary = boundary();
                let bytes = form(parameters, files, &boundary)?;
                let content_type = format!("multipart/form-data; boundary={boundary}");
                Ok(Some(Upload { content_type, headers: HeaderMap::new(), bytes: bytes.into() }))
            }
        }
    }
}

/// Returns parameters as headers. Headers of the protocol cannot be parameters.
fn headers(parameters: &Map<String, Value>) -> Result<HeaderMap, String> {
    let headers = query::flatten(parameters).into_iter().map(|(name, value)| (name, Secret::new(value))).collect();
    Options { headers, ..Options::default() }.header_map()
}

/// Returns a boundary that does not occur in any body. It is in lower case, like what is signed.
fn boundary() -> String {
    format!("{:032x}", fastrand::u128(..))
}

/// Returns parameters and files as `multipart/form-data`: lists and objects are JSON, and a file has the name of its
/// parameter as its file name.
fn form(parameters: &Map<String, Value>, files: Vec<(String, Vec<u8>)>, boundary: &str) -> Result<Vec<u8>, String> {
    let mut body = Vec::with_capacity(files.iter().map(|(_, bytes)| bytes.len() + 256).sum());
    for (name, value) in parameters.iter().filter(|(name, _)| !files.iter().any(|(file, _)| file == *name)) {
        let (content_type, text) = match value {
            Value::Null => continue,
            Value::String(text) => (None, text.clone()),
            Value::Array(_) | Value::Object(_) => (Some("application/json"), value.to_string()),
            _ => (None, value.to_string()),
        };
        part(&mut body, boundary, name, false, content_type)?;
        body.extend_from_slice(text.as_bytes());
    }
    for (name, bytes) in files {
        part(&mut body, boundary, &name, true, None)?;
        body.extend_from_slice(&bytes);
    }
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    // The first boundary needs no line break before it.
    body.drain(..2);
    Ok(body)
}

/// Begins a part of a form.
fn part(
    body: &mut Vec<u8>,
    boundary: &str,
    name: &str,
    is_file: bool,
    content_type: Option<&str>,
) -> Result<(), String> {
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\') {
        return Err(format!("invalid name of a parameter `{}`; write it like File", name.escape_debug()));
    }
    let mut head = format!("\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"");
    // Writing to a string cannot fail.
    if is_file {
        let _ = write!(head, "; filename=\"{name}\"");
    }
    if let Some(content_type) = content_type {
        let _ = write!(head, "\r\nContent-Type: {content_type}");
    }
    head.push_str("\r\n\r\n");
    body.extend_from_slice(head.as_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn form_of(parameters: &Value, files: &[(&str, &[u8])]) -> Result<String, String> {
        let files = files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
        form(parameters.as_object().unwrap(), files, "b").map(|body| String::from_utf8(body).unwrap())
    }

    /// The form of the official SDKs. Parameters are in alphabetical order, so that no feature of `serde_json` changes it.
    #[test]
    fn forms() {
        let parameters = json!({ "Count": 5, "File": "replaced", "Name": "n", "None": null, "Tags": ["a"] });
        assert_eq!(
            form_of(&parameters, &[("File", b"\r\n--x")]).unwrap(),
            "--b\r\nContent-Disposition: form-data; name=\"Count\"\r\n\r\n5\r\n\
             --b\r\nContent-Disposition: form-data; name=\"Name\"\r\n\r\nn\r\n\
             --b\r\nContent-Disposition: form-data; name=\"Tags\"\r\nContent-Type: application/json\r\n\r\n[\"a\"]\r\n\
             --b\r\nContent-Disposition: form-data; name=\"File\"; filename=\"File\"\r\n\r\n\r\n--x\r\n--b--\r\n"
        );
        for name in ["", "a\"b", "a\r\nb", "中"] {
            assert!(form_of(&json!({}), &[(name, b"")]).is_err(), "{name:?}");
        }
    }
}
