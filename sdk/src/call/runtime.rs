//! The tokio runtime that a call is made in.

use std::cell::Cell;
use std::panic::catch_unwind;
use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::{fmt, io};

use tokio::runtime::{Handle, Id};
use tokio::task::spawn_blocking;

use crate::error::{Error, ErrorKind};

/// A runtime that has what calls need.
#[derive(Clone, Copy)]
struct Checked {
    runtime: Id,
    /// Whether its clock stood still, as it does in tests with `start_paused`.
    is_paused: bool,
}

thread_local! {
    /// The last one of this thread, so that each is looked at once.
    static LAST: Cell<Option<Checked>> = const { Cell::new(None) };
}

/// Checks that a call can be made here: in a tokio runtime that has timers and I/O. Without them, tokio would panic in the
/// middle of the call.
pub(super) fn check() -> Result<(), Error> {
    let unfit = |what: &dyn fmt::Display| Err(Error::new(ErrorKind::Config, what.to_string()));
    let Ok(handle) = Handle::try_current() else {
        return unfit(
            &"a call must be made in a tokio runtime, and there is none here; use #[tokio::main], or \
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
                "a call needs a tokio runtime with {what}; call {method}() or enable_all() of its Builder"
            ));
        }
    }
    let is_paused = of_tokio.elapsed().is_zero() && !real.elapsed().is_zero();
    LAST.set(Some(Checked { runtime, is_paused }));
    Ok(())
}

/// tokio reports a missing driver by a panic only, whose message its hook prints. In a program that aborts by panics,
/// nothing can be found out.
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

/// Holds a paused clock while a server is waited for, but no longer than that may really take. tokio advances such a clock
/// whenever no task can run, and a task that waits for the network cannot: without this, every attempt would time out at
/// once. tokio does not advance it while a blocking task runs.
pub(crate) fn hold_paused_clock(limit: Duration) -> Option<ClockHold> {
    LAST.get().filter(|last| last.is_paused)?;
    let (sender, receiver) = mpsc::channel();
    // Ends when the sender is dropped.
    drop(spawn_blocking(move || receiver.recv_timeout(limit)));
    Some(ClockHold { _sender: sender })
}
