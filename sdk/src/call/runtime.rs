//! The tokio runtime in which a call is made.

use std::cell::Cell;
use std::panic::catch_unwind;
use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::{fmt, io};

use tokio::runtime::{Handle, Id};
use tokio::task::spawn_blocking;

use crate::error::{Error, ErrorKind};

/// A runtime that has what calls require.
#[derive(Clone, Copy)]
struct Checked {
    runtime: Id,
    /// Whether its clock is paused, as in tests with `start_paused`.
    is_paused: bool,
}

thread_local! {
    /// The last runtime of this thread, so that each is checked only once.
    static LAST: Cell<Option<Checked>> = const { Cell::new(None) };
}

/// Checks that a call can be made here: in a tokio runtime with time and I/O enabled. Otherwise, tokio would panic in
/// the middle of the call.
pub(crate) fn check() -> Result<(), Error> {
    let unfit = |what: &dyn fmt::Display| Err(Error::new(ErrorKind::Config, what.to_string()));
    let Ok(handle) = Handle::try_current() else {
        return unfit(
            &"a call must be made in a tokio runtime, but there is none here; use #[tokio::main], or \
              tencloud::blocking::Runtime in a program that is not async",
        );
    };
    let runtime = handle.id();
    if LAST.get().is_some_and(|last| last.runtime == runtime) {
        return Ok(());
    }
    let (real, of_tokio) = (Instant::now(), tokio::time::Instant::now());
    for (what, method, is_enabled) in [("timers", "enable_time", has_timers()), ("I/O", "enable_io", has_io())] {
        if !is_enabled {
            return unfit(&format_args!(
                "a call needs a tokio runtime with {what}; call {method}() or enable_all() on its Builder"
            ));
        }
    }
    let is_paused = of_tokio.elapsed().is_zero() && !real.elapsed().is_zero();
    LAST.set(Some(Checked { runtime, is_paused }));
    Ok(())
}

/// tokio reports a missing driver only by a panic, and the panic hook prints its message. In a program that aborts on
/// panics, this cannot be determined.
fn survives(probe: fn() -> io::Result<()>) -> bool {
    cfg!(panic = "abort") || catch_unwind(probe).is_ok()
}

fn has_timers() -> bool {
    survives(|| {
        drop(tokio::time::sleep(Duration::ZERO));
        Ok(())
    })
}

#[cfg(unix)]
fn has_io() -> bool {
    survives(|| {
        let (stream, _) = std::os::unix::net::UnixStream::pair()?;
        stream.set_nonblocking(true)?;
        tokio::net::UnixStream::from_std(stream).map(drop)
    })
}

#[cfg(not(unix))]
fn has_io() -> bool {
    survives(|| {
        let socket = std::net::UdpSocket::bind("127.0.0.1:0")?;
        socket.set_nonblocking(true)?;
        tokio::net::UdpSocket::from_std(socket).map(drop)
    })
}

/// While this exists, a paused clock does not jump to the next timer.
pub(crate) struct ClockHold {
    _sender: mpsc::Sender<()>,
}

/// Holds a paused clock while the caller waits for a server, but no longer than that may take in real time. tokio
/// advances a paused clock whenever no task can run, such as when a task waits for the network: without this, every
/// attempt would time out immediately. tokio does not advance the clock while a blocking task runs.
pub(crate) fn hold_paused_clock(limit: Duration) -> Option<ClockHold> {
    LAST.get().filter(|last| last.is_paused)?;
    let (sender, receiver) = mpsc::channel();
    // The task ends when the sender is dropped.
    drop(spawn_blocking(move || receiver.recv_timeout(limit)));
    Some(ClockHold { _sender: sender })
}
