//! A server on loopback that keeps the requests and always answers the same.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use anyhow::{Context, Result};

/// A running server. It runs until this program ends.
pub(crate) struct Recorder {
    url: String,
    requests: Receiver<Request>,
}

/// A request as it came.
pub(crate) struct Request {
    /// Names in lower case, and values.
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Recorder {
    /// Starts a server that answers with this body.
    pub(crate) fn start(answer: &str) -> Result<Recorder> {
        let listener = TcpListener::bind("127.0.0.1:0").context("cannot listen on loopback")?;
        let url = format!("http://{}", listener.local_addr()?);
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{answer}",
            answer.len()
        );
        let (sender, requests) = mpsc::channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                // Kept before it is answered, so that a client that has ended has its requests here.
                let Ok(request) = read(&stream) else { continue };
                if sender.send(request).is_err() {
                    return;
                }
                // A client that has gone away needs no answer.
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Ok(Recorder { url, requests })
    }

    /// Returns the address, such as `http://127.0.0.1:4711`.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Takes the requests that have come until now.
    pub(crate) fn take(&self) -> Vec<Request> {
        self.requests.try_iter().collect()
    }
}

impl Request {
    /// Returns the value of a header, or nothing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
    }
}

fn read(stream: &TcpStream) -> io::Result<Request> {
    let mut reader = BufReader::new(stream);
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if line.trim_end().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    let mut request = Request { headers, body: Vec::new() };
    let length: u64 = request.header("content-length").parse().unwrap_or_default();
    reader.take(length).read_to_end(&mut request.body)?;
    Ok(request)
}
