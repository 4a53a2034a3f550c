//! A server on loopback that records requests, and gives all of them the same answer.

use std::collections::BTreeMap;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::{mem, thread};

use anyhow::{Context, Result, anyhow, ensure};
use serde_json::Value;

use crate::files::count;

/// The answer to any call: a response without results.
pub(crate) const EMPTY: &str = r#"{"Response":{"RequestId":"b5b41468-520d-4192-b42f-595cc34b6c1c"}}"#;

/// The key pair of the documentation's examples, as clients read it.
pub(crate) const CREDENTIALS: [(&str, &str); 2] = [
    ("TENCENTCLOUD_SECRET_ID", "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE"),
    ("TENCENTCLOUD_SECRET_KEY", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"),
];

/// A running server. It ends with the process.
pub(crate) struct Recorder {
    url: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

/// A request, as far as clients must agree on it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Request {
    pub(crate) action: String,
    pub(crate) version: String,
    pub(crate) region: String,
    /// Null if it is not JSON.
    pub(crate) body: Value,
}

impl Request {
    /// Returns whether another request has the same action, version and values. Numbers with the same value are equal, with
    /// or without a fraction.
    pub(crate) fn is_like(&self, other: &Request) -> bool {
        fn same(one: &Value, other: &Value) -> bool {
            match (one, other) {
                (Value::Number(one), Value::Number(other)) => {
                    one == other || one.is_f64() != other.is_f64() && one.as_f64() == other.as_f64()
                }
                (Value::Array(one), Value::Array(other)) => {
                    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
                }
                (Value::Object(one), Value::Object(other)) => {
                    let is_in = |(name, value)| other.get(name).is_some_and(|other| same(value, other));
                    one.len() == other.len() && one.iter().all(is_in)
                }
                _ => one == other,
            }
        }
        self.action == other.action && self.version == other.version && same(&self.body, &other.body)
    }
}

impl Recorder {
    /// Starts a server that answers with this body.
    pub(crate) fn start(answer: &str) -> Result<Recorder> {
        let listener = TcpListener::bind("127.0.0.1:0").context("cannot listen on loopback")?;
        let url = format!("http://{}", listener.local_addr()?);
        let length = answer.len();
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n");
        let answer: Arc<str> = format!("{head}{answer}").into();
        let requests = Arc::<Mutex<Vec<Request>>>::default();
        let recorded = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (recorded, answer) = (Arc::clone(&recorded), Arc::clone(&answer));
                // A client that goes away is not a failure; a request that is missing is noticed later.
                thread::spawn(move || serve(stream, &recorded, &answer));
            }
        });
        Ok(Recorder { url, requests })
    }

    /// Returns the address, such as `http://127.0.0.1:4711`.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Returns the requests so far, and forgets them.
    pub(crate) fn take(&self) -> Vec<Request> {
        mem::take(&mut *self.requests.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns the only request so far, whose body is an object, and forgets it.
    pub(crate) fn take_only(&self) -> Result<Request> {
        let [request] = <[Request; 1]>::try_from(self.take())
            .map_err(|requests| anyhow!("{} were sent", count(requests.len(), "request")))?;
        ensure!(request.body.is_object(), "the body is no JSON object");
        Ok(request)
    }
}

fn serve(stream: TcpStream, recorded: &Mutex<Vec<Request>>, answer: &str) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let mut headers = BTreeMap::new();
        loop {
            line.clear();
            reader.read_line(&mut line)?;
            let Some((name, value)) = line.split_once(':') else { break };
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
        let header = |name: &str| headers.get(name).cloned().unwrap_or_default();
        let mut body = vec![0; header("content-length").parse().unwrap_or_default()];
        reader.read_exact(&mut body)?;
        let request = Request {
            action: header("x-tc-action"),
            version: header("x-tc-version"),
            region: header("x-tc-region"),
            body: serde_json::from_slice(&body).unwrap_or_default(),
        };
        // Before it is answered, so that the requests of a client that has ended are here.
        recorded.lock().unwrap_or_else(PoisonError::into_inner).push(request);
        (&stream).write_all(answer.as_bytes())?;
    }
}
