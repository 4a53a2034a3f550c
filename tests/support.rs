//! What the tests share: a loopback server that answers as the test says.
//!
//! It speaks just enough HTTP/1.1 over a real socket that every fault of a network can be played: no answer, half an
//! answer, a wrong length, a reset. Connections are kept alive. What arrives is recorded as it came.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Barrier;

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    /// The first line, such as `POST / HTTP/1.1`.
    pub line: String,
    /// Names in lower case, values as they came.
    pub headers: Vec<(String, String)>,
    /// The body, as long as `Content-Length` says.
    pub body: Vec<u8>,
    /// Which connection it came over, counted from 0.
    pub connection: usize,
}

impl Request {
    /// The value of a header that came exactly once.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(n, _)| n == name);
        let (_, value) = values.next()?;
        values.next().is_none().then_some(value.as_str())
    }
}

/// What becomes of the connection after a reply.
#[derive(Clone, Copy, Debug)]
pub enum Ending {
    /// The next request may come over it.
    KeepAlive,
    /// It is closed in order.
    Close,
    /// It is torn down by a TCP reset.
    Reset,
    /// It stays open without a word until the client leaves.
    Silence,
}

/// What the server does with a request.
#[derive(Clone)]
pub struct Reply {
    bytes: Vec<u8>,
    blanks: usize,
    ending: Ending,
    meeting: Option<Arc<Barrier>>,
}

impl Reply {
    /// A well-formed reply.
    pub fn new(status: u16, body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let head = format!("HTTP/1.1 {status} Spoken\r\ncontent-length: {}\r\n\r\n", body.len());
        Self::raw([head.as_bytes(), body].concat(), Ending::KeepAlive)
    }

    /// Exactly these bytes, none included.
    pub fn raw(bytes: impl Into<Vec<u8>>, ending: Ending) -> Self {
        let (bytes, blanks, meeting) = (bytes.into(), 0, None);
        Reply { bytes, blanks, ending, meeting }
    }

    /// Status 200, and `{"Response": …}` around what is given.
    pub fn of(response: &str) -> Self {
        Self::new(200, format!(r#"{{"Response":{response}}}"#)).header("content-type", "application/json")
    }

    /// The service's refusal with a code.
    pub fn refusal(code: &str) -> Self {
        let error = format!(r#"{{"Code":"{code}","Message":"the service says no"}}"#);
        Self::of(&format!(r#"{{"Error":{error},"RequestId":"id-of-the-refusal"}}"#))
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let at = self.bytes.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        self.bytes.splice(at..at, format!("{name}: {value}\r\n").into_bytes());
        self
    }

    /// Follows what is said by so many blanks, for as long as the client takes them.
    #[must_use]
    pub fn and_blanks(self, blanks: usize) -> Self {
        Reply { blanks, ..self }
    }

    /// Answers only when as many requests have come as the barrier waits for.
    #[must_use]
    pub fn after_all_of(self, barrier: &Arc<Barrier>) -> Self {
        let meeting = Some(barrier.clone());
        Reply { meeting, ..self }
    }
}

/// Shows how the reply begins, as the subject of a failed assertion.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = self.bytes.get(..200).unwrap_or(&self.bytes);
        write!(f, "{:?} {:?}", String::from_utf8_lossy(start), self.ending)
    }
}

/// A server on a free port of this machine. It ends with its runtime.
pub struct Server {
    address: SocketAddr,
    state: Arc<State>,
}

type Script = dyn Fn(usize, &Request) -> Reply + Send + Sync;

struct State {
    script: Box<Script>,
    requests: Mutex<Vec<Request>>,
    sent: AtomicUsize,
}

impl Server {
    /// Answers the requests in turn; the last reply goes to all that follow.
    ///
    /// # Errors
    ///
    /// No port is free.
    pub async fn start(replies: impl IntoIterator<Item = Reply>) -> io::Result<Self> {
        let replies: Vec<_> = replies.into_iter().collect();
        let reply = move |index: usize| replies.get(index).or(replies.last()).cloned();
        Self::answering(move |index, _| reply(index).unwrap_or_else(|| Reply::raw("", Ending::Close))).await
    }

    /// Answers the n-th request, counted from 0, by what it says.
    ///
    /// # Errors
    ///
    /// No port is free.
    pub async fn answering(script: impl Fn(usize, &Request) -> Reply + Send + Sync + 'static) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let (script, requests, sent) = (Box::new(script), Mutex::default(), AtomicUsize::new(0));
        let state = Arc::new(State { script, requests, sent });
        let shared = state.clone();
        tokio::spawn(async move {
            let mut connection = 0;
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, connection, shared.clone()));
                connection += 1;
            }
        });
        Ok(Server { address, state })
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What has come so far, in order.
    pub fn requests(&self) -> Vec<Request> {
        let requests = self.state.requests.lock();
        requests.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many bytes clients (or the kernel on their behalf) have taken.
    pub fn bytes_taken(&self) -> usize {
        self.state.sent.load(Ordering::Relaxed)
    }
}

/// Serves one connection. What ends it, be it the client's leaving, is nobody's error.
async fn serve(mut stream: TcpStream, connection: usize, state: Arc<State>) -> io::Result<()> {
    let mut read = Vec::new();
    while let Some(request) = receive(&mut stream, &mut read, connection).await? {
        let index = {
            let mut requests = state.requests.lock().unwrap_or_else(PoisonError::into_inner);
            requests.push(request.clone());
            requests.len() - 1
        };
        let reply = (state.script)(index, &request);
        if let Some(barrier) = &reply.meeting {
            barrier.wait().await;
        }
        stream.write_all(&reply.bytes).await?;
        state.sent.fetch_add(reply.bytes.len(), Ordering::Relaxed);
        let (blanks, mut left) = (vec![b' '; 64 * 1024], reply.blanks);
        while left > 0 {
            let written = stream.write(blanks.get(..left).unwrap_or(&blanks)).await?;
            state.sent.fetch_add(written, Ordering::Relaxed);
            left -= written;
        }
        match reply.ending {
            Ending::KeepAlive => continue,
            Ending::Close => {}
            Ending::Reset => stream.set_zero_linger()?,
            Ending::Silence => drop(stream.read_to_end(&mut read).await?),
        }
        break;
    }
    Ok(())
}

/// Reads one request; nothing comes back where the client has left.
async fn receive(stream: &mut TcpStream, read: &mut Vec<u8>, connection: usize) -> io::Result<Option<Request>> {
    let end = loop {
        if let Some(at) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(read).await? == 0 {
            return Ok(None);
        }
    };
    let head = String::from_utf8_lossy(&read.drain(..end).collect::<Vec<u8>>()).into_owned();
    let mut lines = head.lines();
    let line = lines.next().unwrap_or_default().to_owned();
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
    let mut request = Request { line, headers, body: Vec::new(), connection };
    let length = request.header("content-length").and_then(|text| text.parse().ok());
    while read.len() < length.unwrap_or(0) {
        if stream.read_buf(read).await? == 0 {
            return Ok(None);
        }
    }
    request.body = read.drain(..length.unwrap_or(0)).collect();
    Ok(Some(request))
}
