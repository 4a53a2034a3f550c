//! Reads a line from the terminal without showing it.

use std::io;

/// Writes a prompt to the terminal and reads a line; `unavailable` makes the error if there is no terminal.
#[cfg(unix)]
pub(crate) fn read(prompt: &str, unavailable: impl Fn(io::Error) -> io::Error) -> io::Result<String> {
    use std::io::Write as _;

    let mut terminal = std::fs::File::options().read(true).write(true).open("/dev/tty").map_err(unavailable)?;
    let _quiet = Quiet::new(terminal.try_clone()?)?;
    terminal.write_all(prompt.as_bytes())?;
    let line = read_line(&terminal);
    // The end of the line was not shown, either.
    terminal.write_all(b"\n")?;
    line
}

/// Writes a prompt to the terminal and reads a line; `unavailable` makes the error if there is no terminal.
#[cfg(not(unix))]
pub(crate) fn read(prompt: &str, unavailable: impl Fn(io::Error) -> io::Error) -> io::Result<String> {
    let terminal = console::Term::stderr();
    if !terminal.is_term() {
        return Err(unavailable(io::ErrorKind::NotFound.into()));
    }
    terminal.write_str(prompt)?;
    terminal.flush()?;
    terminal.read_secure_line()
}

/// A terminal without echo, until it is dropped. Signals are characters meanwhile: one that ends the process would leave
/// the terminal as it is.
#[cfg(unix)]
struct Quiet {
    terminal: std::fs::File,
    original: rustix::termios::Termios,
}

#[cfg(unix)]
impl Quiet {
    fn new(terminal: std::fs::File) -> io::Result<Self> {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

        let original = tcgetattr(&terminal)?;
        let mut quiet = original.clone();
        quiet.local_modes.remove(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG);
        tcsetattr(&terminal, OptionalActions::Flush, &quiet)?;
        Ok(Self { terminal, original })
    }
}

#[cfg(unix)]
impl Drop for Quiet {
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};

        // If the terminal is gone, there is nothing to restore.
        _ = tcsetattr(&self.terminal, OptionalActions::Flush, &self.original);
    }
}

/// Reads keys up to the end of the line.
#[cfg(unix)]
fn read_line(terminal: impl io::Read) -> io::Result<String> {
    use io::Read as _;

    const CTRL_C: u8 = 3;
    const CTRL_D: u8 = 4;
    const BACKSPACE: u8 = 8;
    const CTRL_U: u8 = 21;
    const CTRL_Z: u8 = 26;
    const CTRL_BACKSLASH: u8 = 28;
    const DELETE: u8 = 127;

    let mut line: Vec<u8> = Vec::new();
    for byte in io::BufReader::new(terminal).bytes() {
        match byte? {
            b'\r' | b'\n' => return text(line),
            CTRL_C | CTRL_Z | CTRL_BACKSLASH => return Err(io::ErrorKind::Interrupted.into()),
            CTRL_D if line.is_empty() => return Err(io::ErrorKind::UnexpectedEof.into()),
            CTRL_D => return text(line),
            CTRL_U => line.clear(),
            // Removes a whole character: its first byte is the one that does not continue another.
            BACKSPACE | DELETE => while line.pop().is_some_and(|byte| byte & 0b1100_0000 == 0b1000_0000) {},
            byte => line.push(byte),
        }
    }
    if line.is_empty() { Err(io::ErrorKind::UnexpectedEof.into()) } else { text(line) }
}

#[cfg(unix)]
fn text(line: Vec<u8>) -> io::Result<String> {
    // The error contains the bytes, which are secret.
    String::from_utf8(line).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "the secret is not UTF-8"))
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_edit_the_line() {
        for (keys, expected) in [
            (&b"s3cret\nrest"[..], Ok("s3cret")),
            (b" with spaces \r", Ok(" with spaces ")),
            (b"ab\x7f\x08c\n", Ok("c")),
            ("a默\u{7f}b\n".as_bytes(), Ok("ab")),
            (b"\x7f\x7fa\n", Ok("a")),
            (b"wrong\x15right\n", Ok("right")),
            (b"\n", Ok("")),
            (b"a\x04", Ok("a")),
            (b"\x04", Err(io::ErrorKind::UnexpectedEof)),
            (b"", Err(io::ErrorKind::UnexpectedEof)),
            (b"abc\x03", Err(io::ErrorKind::Interrupted)),
            (b"\xff\n", Err(io::ErrorKind::InvalidData)),
        ] {
            assert_eq!(read_line(keys).map_err(|error| error.kind()), expected.map(str::to_owned), "{keys:?}");
        }
    }
}
