//! Connections on which a head or a body arrives byte by byte and never ends.

use std::{
    io::{ErrorKind, Read as _, Write as _},
    net::TcpStream,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use super::connection::Connection;

/// How many connections are open at once.
const CONNECTIONS: usize = 500;

/// How often a byte is sent on each.
const PAUSE: Duration = Duration::from_millis(500);

/// When the server must have closed all of them: after its limit of 60 s, and what a busy machine adds.
const DEADLINE: Duration = Duration::from_secs(90);

/// What is sent first. The rest never ends.
const BEGINNINGS: [&str; 4] = [
    "",
    "POST / HTTP/1.1\r\nhost: a\r\nx-slow: ",
    "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10000\r\n\r\n",
    "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10000000\r\n\r\n",
];

/// The thread that sends on slow connections. It returns how many are left.
pub(super) struct SlowConnections(JoinHandle<usize>);

impl SlowConnections {
    pub(super) fn open(address: &str) -> Self {
        let mut open: Vec<_> = (0..CONNECTIONS)
            .map(|number| {
                let mut stream = TcpStream::connect(address).unwrap();
                stream.write_all(BEGINNINGS[number % BEGINNINGS.len()].as_bytes()).unwrap();
                stream.set_nonblocking(true).unwrap();
                stream
            })
            .collect();
        // All of them are open before anything else is sent.
        drop(Connection::open(address));
        let start = Instant::now();
        Self(thread::spawn(move || {
            while !open.is_empty() && start.elapsed() < DEADLINE {
                thread::sleep(PAUSE);
                open.retain_mut(is_open);
            }
            println!("{CONNECTIONS} slow connections, {} left after {:.0?}", open.len(), start.elapsed());
            open.len()
        }))
    }

    pub(super) fn check_that_all_are_closed_in_time(self) {
        assert_eq!(self.0.join().unwrap(), 0, "slow connections are still open");
    }
}

/// Sends a byte. Returns whether the server has left the connection open.
fn is_open(stream: &mut TcpStream) -> bool {
    let is_blocked = |kind| kind == ErrorKind::WouldBlock;
    let sent = stream.write_all(b"a").map_or_else(|error| is_blocked(error.kind()), |()| true);
    // A response, such as that of a body that takes too long, is followed by the end.
    let received = stream.read(&mut [0; 1024]).map_or_else(|error| is_blocked(error.kind()), |length| length > 0);
    sent && received
}
