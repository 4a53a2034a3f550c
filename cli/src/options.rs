//! The options of a call, which may precede or follow the product.

use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, ValueEnum as _};

use tencloud_codegen::code::Language;

use crate::failure::Failure;
use crate::origin::Origin;
use crate::output::{Format, wrap};

/// The options of a call, as far as they have been passed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub(crate) region: Option<String>,
    pub(crate) profile: Option<String>,
    pub(crate) endpoint: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) api_version: Option<String>,
    pub(crate) input: Option<String>,
    pub(crate) output: Option<String>,
    pub(crate) query: Option<String>,
    pub(crate) all: bool,
    pub(crate) max_items: Option<u64>,
    /// `Some(None)`: for as long as the SDK waits by default.
    pub(crate) wait: Option<Option<Duration>>,
    pub(crate) dry_run: bool,
    pub(crate) yes: bool,
    pub(crate) price: bool,
    pub(crate) skeleton: bool,
    pub(crate) code: Option<String>,
    pub(crate) force: bool,
    pub(crate) emulator: bool,
    pub(crate) verbose: u8,
    /// Where the settings come from that apply.
    pub(crate) origins: Vec<Origin>,
}

/// Returns the options as arguments of a command. The API version is an option only after the action, since
/// `tencloud --version` is that of the program.
pub(crate) fn arguments() -> Vec<Arg> {
    let value = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help).help_heading(HEADING)
    };
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(help).help_heading(HEADING)
    };
    vec![
        value("region", "REGION", "Region, such as ap-tokyo"),
        value("profile", "NAME", "Profile with credentials and region"),
        value("endpoint", "URL", "Host or URL to call instead of the product's own"),
        value("language", "LANGUAGE", "Language of messages from the API: en-US or zh-CN"),
        value("timeout", "TIME", "Time limit of the call, such as 30s or 2m").value_parser(duration),
        value("input", "JSON", "Parameters as JSON, @file, or @- for stdin; flags override them")
            .alias("cli-input-json"),
        value("output", "FORMAT", "Format: json, table, text, ndjson or none [default: json]")
            .short('o')
            .value_parser(PossibleValuesParser::new(
                Format::value_variants().iter().filter_map(Format::to_possible_value),
            ))
            .hide_possible_values(true),
        value("query", "JMESPATH", "Part of the response to write").alias("filter"),
        flag("all", "Read all pages of a list"),
        value("max-items", "N", "Read pages until there are N items").value_parser(clap::value_parser!(u64).range(1..)),
        value("wait", "TIME", "Wait until what the call starts has ended [default: 30m]")
            .num_args(0..=1)
            .require_equals(true)
            .value_parser(duration),
        flag("dry-run", "Show the request and send nothing"),
        flag("yes", "Do not ask before what destroys, interrupts or costs").short('y'),
        flag("price", "Show what the call would cost, and do not make it"),
        flag("skeleton", "Write the parameters as JSON to fill in").alias("generate-cli-skeleton"),
        value("code", "LANGUAGE", "Write a program that makes the call, in: rust, python, node, go, java, curl, tccli")
            .value_parser(PossibleValuesParser::new(Language::all().map(Language::name)))
            .hide_possible_values(true),
        flag("force", "Send what the documentation does not know"),
        flag("emulator", "Call an emulator on this machine, started if none runs"),
        Arg::new("verbose")
            .long("verbose")
            .short('v')
            .action(ArgAction::Count)
            .help("Show attempts on stderr; with --dry-run, how the signature is made")
            .help_heading(HEADING),
        // Has no effect: names are always unfolded.
        flag("cli-unfold-argument", "").hide(true),
        value("secret", "", "").long("secretId").aliases(["secretKey", "secret-id", "secret-key", "token"]).hide(true),
        value("waiter", "", "").hide(true),
    ]
}

/// Refuses options that others have, and that are not safe here.
fn refuse(matches: &ArgMatches) -> Result<(), Failure> {
    if matches.contains_id("secret") {
        let failure = Failure::usage("credentials cannot be options: everyone on this machine could read them");
        return Err(failure
            .help("set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or use a profile; see: tencloud doctor"));
    }
    if matches.contains_id("waiter") {
        return Err(Failure::usage("there is no --waiter").help("--wait waits for what the call starts"));
    }
    Ok(())
}

pub(crate) const HEADING: &str = "Call options";

/// Returns the help of options, a line each, which is shorter than what clap writes for `--help`.
pub(crate) fn listing(options: &[Arg], width: usize) -> String {
    let names: Vec<(String, String)> = options
        .iter()
        .filter(|option| !option.is_hide_set())
        .map(|option| (written(option), help_of(option)))
        .collect();
    let column = names.iter().map(|(name, _)| name.len()).max().unwrap_or(0) + 2;
    let mut text = format!("{HEADING}:\n");
    for (name, help) in &names {
        let mut lines = wrap(help, width.saturating_sub(column).max(20)).into_iter();
        text.push_str(&format!("{name:column$}{}\n", lines.next().unwrap_or_default()));
        lines.for_each(|line| text.push_str(&format!("{:column$}{line}\n", "")));
    }
    text
}

fn help_of(option: &Arg) -> String {
    option.get_help().map(ToString::to_string).unwrap_or_default()
}

/// Returns how an option is written, indented.
fn written(option: &Arg) -> String {
    let short = option.get_short().map_or_else(|| "    ".to_owned(), |short| format!("-{short}, "));
    let value = option.get_value_names().and_then(<[_]>::first).filter(|_| option.get_action().takes_values());
    let value = match value {
        Some(name) if option.is_require_equals_set() => format!("[=<{name}>]"),
        Some(name) => format!(" <{name}>"),
        None => String::new(),
    };
    format!("  {short}--{}{value}", option.get_long().unwrap_or_default())
}

impl Options {
    /// Reads the options from the matches of a command with [`arguments`].
    ///
    /// # Errors
    ///
    /// If an option is refused.
    pub(crate) fn read(matches: &ArgMatches) -> Result<Options, Failure> {
        refuse(matches)?;
        let text = |name: &str| matches.get_one::<String>(name).cloned();
        Ok(Options {
            region: text("region"),
            profile: text("profile"),
            endpoint: text("endpoint"),
            language: text("language"),
            timeout: matches.get_one("timeout").copied(),
            api_version: matches.try_get_one::<String>("version").ok().flatten().cloned(),
            input: text("input"),
            output: text("output"),
            query: text("query"),
            all: matches.get_flag("all"),
            max_items: matches.get_one("max-items").copied(),
            wait: matches.contains_id("wait").then(|| matches.get_one("wait").copied()),
            dry_run: matches.get_flag("dry-run"),
            yes: matches.get_flag("yes"),
            price: matches.get_flag("price"),
            skeleton: matches.get_flag("skeleton"),
            code: text("code"),
            force: matches.get_flag("force"),
            emulator: matches.get_flag("emulator"),
            verbose: matches.get_count("verbose"),
            origins: Vec::new(),
        })
    }

    /// Returns whether a list is read page by page.
    pub(crate) fn reads_pages(&self) -> bool {
        self.all || self.max_items.is_some()
    }

    /// Returns where the value of a setting comes from.
    pub(crate) fn origin(&self, key: &str) -> Option<&Origin> {
        self.origins.iter().find(|origin| origin.key == key)
    }

    /// Adds to a failure where the settings come from that it names.
    pub(crate) fn explain(&self, failure: Failure) -> Failure {
        self.origins.iter().fold(failure, |failure, origin| origin.explain(failure))
    }

    /// Returns the option that a setting of the file fills.
    pub(crate) fn setting(&mut self, name: &str) -> Option<&mut Option<String>> {
        Some(match name {
            "region" => &mut self.region,
            "profile" => &mut self.profile,
            "endpoint" => &mut self.endpoint,
            "language" => &mut self.language,
            "output" => &mut self.output,
            _ => return None,
        })
    }

    /// Returns these options, and those of `earlier`, further to the left, that these do not set.
    pub(crate) fn or(self, earlier: Options) -> Options {
        Options {
            region: self.region.or(earlier.region),
            profile: self.profile.or(earlier.profile),
            endpoint: self.endpoint.or(earlier.endpoint),
            language: self.language.or(earlier.language),
            timeout: self.timeout.or(earlier.timeout),
            api_version: self.api_version.or(earlier.api_version),
            input: self.input.or(earlier.input),
            output: self.output.or(earlier.output),
            query: self.query.or(earlier.query),
            all: self.all || earlier.all,
            max_items: self.max_items.or(earlier.max_items),
            wait: self.wait.or(earlier.wait),
            dry_run: self.dry_run || earlier.dry_run,
            yes: self.yes || earlier.yes,
            price: self.price || earlier.price,
            skeleton: self.skeleton || earlier.skeleton,
            code: self.code.or(earlier.code),
            force: self.force || earlier.force,
            emulator: self.emulator || earlier.emulator,
            verbose: self.verbose + earlier.verbose,
            origins: self.origins,
        }
    }
}

/// Reads a time: a number of seconds, or a number with one of the units `ms`, `s`, `m`, `h`.
fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let seconds = match unit {
        "ms" => 0.001,
        "" | "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return Err(format!("`{unit}` is not a unit of time; write a time such as 90s, 5m or 1h")),
    };
    let number = number.parse::<f64>().ok().filter(|number| *number > 0.0);
    let time = number.and_then(|number| Duration::try_from_secs_f64(number * seconds).ok());
    time.ok_or_else(|| "write a time above zero, such as 90s, 5m or 1h".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for (text, expected) in [
            ("30", Some(30_000)),
            ("1.5s", Some(1_500)),
            ("250ms", Some(250)),
            ("2m", Some(120_000)),
            ("1h", Some(3_600_000)),
            ("0", None),
            ("-1s", None),
            ("", None),
            ("5 minutes", None),
            ("1e400s", None),
        ] {
            assert_eq!(duration(text).ok(), expected.map(Duration::from_millis), "{text}");
        }
    }
}
