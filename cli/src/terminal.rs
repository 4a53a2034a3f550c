//! The terminal: its width and colors, questions and hidden input, and a progress line.
//!
//! Standard output carries data only, so questions and progress are written to standard error.

mod secret;

use std::env;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use console::Term;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The width of terminals that do not report theirs.
const DEFAULT_WIDTH: usize = 80;

/// How often the progress line is redrawn.
const REDRAW: Duration = Duration::from_millis(120);

/// What standard output can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Screen {
    /// The width in columns; `None` if standard output is not a terminal.
    pub(crate) width: Option<usize>,
    /// Whether to write colors and bold text.
    pub(crate) color: bool,
}

impl Screen {
    /// Standard output of this process. `NO_COLOR`, `CLICOLOR`, `CLICOLOR_FORCE` and `COLUMNS` are respected.
    pub(crate) fn of_stdout() -> Self {
        let stdout = io::stdout();
        Self {
            width: stdout.is_terminal().then(|| width_of(&Term::stdout())),
            color: color(AutoStream::choice(&stdout)),
        }
    }

    /// Whether people read it.
    pub(crate) fn is_terminal(self) -> bool {
        self.width.is_some()
    }
}

/// The width of help, which is easier to read if it is not too wide.
pub(crate) fn help_width() -> usize {
    Screen::of_stdout().width.unwrap_or(DEFAULT_WIDTH).min(100)
}

/// The width of the terminal on which questions are asked.
pub(crate) fn stderr_width() -> usize {
    width_of(&Term::stderr())
}

/// Whether standard input is a terminal; otherwise, values such as `@-` can be read from it.
pub(crate) fn stdin_is_terminal() -> bool {
    io::stdin().is_terminal()
}

/// Whether someone can be asked: standard input and standard error are terminals.
pub(crate) fn is_interactive() -> bool {
    stdin_is_terminal() && io::stderr().is_terminal()
}

/// Asks a question that is answered with yes or no. Anything but `y` or `yes`, and the end of input, is no.
pub(crate) fn ask(question: &str) -> io::Result<bool> {
    let answer = read_answer(&format!("{question} [y/N] "))?;
    Ok(answer.is_some_and(|answer| is_yes(&answer)))
}

/// Asks for a value, without surrounding spaces. The end of input is an error of kind `UnexpectedEof`.
pub(crate) fn ask_text(prompt: &str) -> io::Result<String> {
    let none = || io::Error::new(io::ErrorKind::UnexpectedEof, "the input ended before an answer");
    read_answer(&format!("{prompt}: "))?.ok_or_else(none)
}

/// Asks for a secret on the terminal, even if standard input is redirected. It is not shown as it is typed, and returned
/// as it is. Ctrl-C is an error of kind `Interrupted`, so that the terminal is never left without echo.
pub(crate) fn ask_secret(prompt: &str) -> io::Result<String> {
    let none = |_| io::Error::new(io::ErrorKind::Unsupported, "a secret can only be asked for on a terminal");
    secret::read(&format!("{prompt}: "), none)
}

/// A line on standard error that shows what is waited for and for how long. It removes itself when it is dropped, and
/// nothing is shown unless standard error is a terminal.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Shows a message, with a clock that starts now.
    pub(crate) fn new(message: &str) -> Self {
        let capable = io::stderr().is_terminal() && env::var_os("TERM").is_none_or(|term| term != "dumb");
        let target = if capable { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        // The template is constant and parsed in a test; without it, the default spinner is shown.
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed:>4} {wide_msg}") {
            bar.set_style(style);
        }
        bar.set_message(message.to_owned());
        if capable {
            bar.enable_steady_tick(REDRAW);
        }
        Self { bar }
    }

    /// Replaces the message.
    pub(crate) fn message(&self, message: &str) {
        self.bar.set_message(message.to_owned());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn width_of(terminal: &Term) -> usize {
    let columns = env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok());
    columns
        .or_else(|| terminal.size_checked().map(|(_, columns)| columns.into()))
        .filter(|columns| *columns > 0)
        .unwrap_or(DEFAULT_WIDTH)
}

fn color(choice: ColorChoice) -> bool {
    match choice {
        ColorChoice::Always | ColorChoice::AlwaysAnsi | ColorChoice::Auto => true,
        ColorChoice::Never => false,
    }
}

/// Writes a prompt to standard error and reads a line from standard input; `None` at its end.
fn read_answer(prompt: &str) -> io::Result<Option<String>> {
    // Without the lock, so that an interruption of the reading can be reported.
    let mut stderr = io::stderr();
    stderr.write_all(prompt.as_bytes())?;
    stderr.flush()?;
    let mut line = String::new();
    if io::stdin().lock().read_line(&mut line)? == 0 {
        // The cursor is still behind the question.
        stderr.write_all(b"\n")?;
        return Ok(None);
    }
    Ok(Some(line.trim().to_owned()))
}

fn is_yes(answer: &str) -> bool {
    answer.eq_ignore_ascii_case("y") || answer.eq_ignore_ascii_case("yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_yes_is_yes() {
        for (answer, expected) in
            [("y", true), ("Y", true), ("yes", true), ("YES", true), ("", false), ("n", false), ("yes please", false)]
        {
            assert_eq!(is_yes(answer), expected, "{answer:?}");
        }
    }

    #[test]
    fn progress_is_hidden_without_a_terminal() {
        let progress = Progress::new("waiting");
        progress.message("still waiting");
        assert!(progress.bar.is_hidden() || io::stderr().is_terminal());
    }

    #[test]
    fn template_of_progress_is_valid() {
        ProgressStyle::with_template("{spinner} {elapsed:>4} {wide_msg}").unwrap();
    }
}
