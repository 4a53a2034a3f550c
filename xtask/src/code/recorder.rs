//! A server on loopback that records requests, and answers all of them with an empty response.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::{Context, Result};
use serde_json::Value;

/// A running server. It ends with the process.
pub(super) struct Recorder {
    pub(super) url: String,
    requests: Arc<Mutex<BTreeMap<String, Vec<Request>>>>,
}

/// A request.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Request {
    /// The action and the version that the headers name.
    pub(super) action: String,
    pub(super) version: String,
    pub(super) body: Value,
}

impl Recorder {
    /// Starts a server.
    pub(super) fn start() -> Result<Recorder> {
        let listener = TcpListener::bind("127.0.0.1:0").context("cannot listen on loopback")?;
        let url = format!("http://{}", listener.local_addr()?);
        let requests = Arc::<Mutex<BTreeMap<String, Vec<Request>>>>::default();
        let recorded = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let recorded = Arc::clone(&recorded);
                // A client that goes away is no failure; a request that is missing is noticed later.
                thread::spawn(move || serve(stream, &recorded));
            }
        });
        Ok(Recorder { url, requests })
    }

    /// Returns the requests so far by region, and forgets them.
    pub(super) fn take(&self) -> BTreeMap<String, Vec<Request>> {
        std::mem::take(&mut *self.requests.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn serve(stream: TcpStream, recorded: &Mutex<BTreeMap<String, Vec<Request>>>) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    loop {
        let mut headers = BTreeMap::new();
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        loop {
            line.clear();
            reader.read_line(&mut line)?;
            let Some((name, value)) = line.split_once(':') else { break };
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
        let header = |name: &str| headers.get(name).cloned().unwrap_or_default();
        let mut body = vec![0; header("content-length").parse().unwrap_or_default()];
        reader.read_exact(&mut body)?;
        let body = serde_json::from_slice(&body).unwrap_or_default();
        let request = Request { action: header("x-tc-action"), version: header("x-tc-version"), body };
        recorded.lock().unwrap_or_else(PoisonError::into_inner).entry(header("x-tc-region")).or_default().push(request);
        const RESPONSE: &str = r#"{"Response":{"RequestId":"recorded"}}"#;
        let head =
            format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", RESPONSE.len());
        (&stream).write_all(format!("{head}{RESPONSE}").as_bytes())?;
    }
}
