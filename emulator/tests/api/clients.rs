//! Requests as the official clients in Go, Java, PHP, .NET and C++ send them: bytes written down from the sources of
//! these clients, in all their signature methods, and signed with the documentation's example key pair for the fixture's
//! start. `cargo xtask clients` runs the clients in Python and Node themselves.

use std::{
    fs,
    io::{self, Read as _, Write as _},
    net::TcpStream,
    ops::Range,
    path::PathBuf,
    time::Duration,
};

use crate::support::{Fixture, HttpResponse};

/// A request, named after its client, signature method and HTTP method.
struct Recording {
    name: String,
    bytes: Vec<u8>,
}

impl Recording {
    fn all() -> Vec<Self> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/api/recordings");
        let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let read = |path: PathBuf| Self {
            name: path.file_stem().unwrap().to_str().unwrap().to_owned(),
            bytes: fs::read(&path).unwrap(),
        };
        let mut all: Vec<_> = paths.map(read).collect();
        all.sort_by(|one, other| one.name.cmp(&other.name));
        all
    }

    /// Returns where the bytes are that the signature covers, or that contain it: method and target, the body, and the
    /// lines of these headers.
    fn signed(&self) -> Vec<Range<usize>> {
        let is_tc3 = self.name.contains("-tc3-");
        let headers: &[&str] =
            if is_tc3 { &["host", "content-type", "x-tc-timestamp", "authorization"] } else { &["host"] };
        let mut signed = Vec::new();
        let mut start = 0;
        while let Some(length) = self.bytes[start..].windows(2).position(|bytes| bytes == b"\r\n") {
            let line = std::str::from_utf8(&self.bytes[start..start + length]).unwrap();
            let name = line.split(':').next().unwrap().to_ascii_lowercase();
            if start == 0 {
                signed.push(0..line.rfind(' ').unwrap());
            } else if headers.contains(&name.as_str()) {
                signed.push(start..start + length);
            }
            start += length + 2;
            if length == 0 {
                break;
            }
        }
        assert_eq!(signed.len(), headers.len() + 1, "{}", self.name);
        signed.push(start..self.bytes.len());
        signed
    }
}

/// A connection that stays open for the next request if the server allows it.
struct Connection<'a> {
    address: &'a str,
    stream: Option<TcpStream>,
}

impl Connection<'_> {
    fn send(&mut self, request: &[u8]) -> io::Result<HttpResponse> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => TcpStream::connect(self.address)?,
        };
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        stream.write_all(request)?;
        let mut response = Vec::new();
        let mut receive = |response: &mut Vec<u8>| {
            let mut buffer = [0; 4096];
            let length = stream.read(&mut buffer)?;
            response.extend(&buffer[..length]);
            if length == 0 { Err(io::Error::from(io::ErrorKind::UnexpectedEof)) } else { Ok(()) }
        };
        let end = loop {
            receive(&mut response)?;
            if let Some(end) = response.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let head = String::from_utf8(response[..end].to_vec()).unwrap();
        let length: usize =
            head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap().parse().unwrap();
        while response.len() < end + length {
            receive(&mut response)?;
        }
        let body = response.split_off(end);
        if !head.contains("connection: close\r\n") {
            self.stream = Some(stream);
        }
        Ok(HttpResponse { status: head.split(' ').nth(1).unwrap().parse().unwrap(), head, body })
    }
}

#[tokio::test]
async fn requests_of_all_official_clients_are_accepted() {
    let fixture = Fixture::new().await;
    let mut connection = Connection { address: fixture.host(), stream: None };
    let recordings = Recording::all();
    assert_eq!(recordings.len(), 25);
    for Recording { name, bytes } in recordings {
        let response = connection.send(&bytes).unwrap().content();
        assert_eq!(response["TotalCount"], 0, "{name}: {response}");
    }
}

#[tokio::test]
async fn requests_with_one_changed_byte_are_rejected() {
    let fixture = Fixture::new().await;
    let mut connection = Connection { address: fixture.host(), stream: None };
    for recording in Recording::all() {
        let mut bytes = recording.bytes.clone();
        for at in recording.signed().into_iter().flatten() {
            bytes[at] ^= 1;
            // Of an unreadable request, the server may only close the connection.
            if let Ok(response) = connection.send(&bytes) {
                let is_rejected = response.status != 200 || !response.code().is_empty();
                assert!(is_rejected, "{}, byte {at}: {}", recording.name, String::from_utf8_lossy(&bytes));
            }
            bytes[at] ^= 1;
        }
        assert_eq!(connection.send(&bytes).unwrap().code(), "", "{}", recording.name);
    }
}
