//! `tencloud explorer`: serves the API explorer until it is interrupted.

use std::io::{self, Write as _};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use tempfile::NamedTempFile;
use tencloud_explorer::Explorer;

use crate::failure::{Exit, Failure};
use crate::interrupt::Sent;
use crate::options::Options;
use crate::{client, settings};

pub(super) fn command() -> Command {
    Command::new("explorer")
        .about("Open the API explorer in a browser: search, forms, calls, code")
        .arg(
            Arg::new("live")
                .long("live")
                .action(ArgAction::SetTrue)
                .conflicts_with("emulator-url")
                .help("Call the cloud; without it, an emulator. Asks before writes"),
        )
        .arg(
            Arg::new("emulator-url")
                .long("emulator-url")
                .value_name("URL")
                .help("Call an emulator that runs, such as http://127.0.0.1:9021"),
        )
        .arg(
            Arg::new("port")
                .long("port")
                .value_name("N")
                .value_parser(value_parser!(u16))
                .default_value("9031")
                .help("Port on 127.0.0.1; 0 for any"),
        )
        .arg(Arg::new("no-open").long("no-open").action(ArgAction::SetTrue).help("Only print the link"))
        .after_help("The link contains a token: whoever has it can use the page.\nCredentials stay in this process. Stop it with Ctrl-C.")
}

pub(super) fn run(matches: &ArgMatches, options: Options) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(serve(matches, settings::fill(options)?))
}

async fn serve(matches: &ArgMatches, options: Options) -> Result<(), Failure> {
    let port = matches.get_one::<u16>("port").copied().unwrap_or_default();
    let builder = Explorer::builder().port(port);
    let builder = match matches.get_one::<String>("emulator-url") {
        Some(url) => builder.emulator_url(url),
        None if matches.get_flag("live") => builder.live(client::build(&options, &Sent::watch("")).await?.config),
        None => builder,
    };
    let started = builder.start().await;
    let explorer = started
        .map_err(|error| Failure::new(Exit::Other, error.to_string()).help("--port 0 takes a port that is free"))?;
    anstream::println!("{}", explorer.url());
    // Without a browser, the link is there.
    let file = if matches.get_flag("no-open") { None } else { Some(open_browser(explorer.url())) };
    if let Some(Err(error)) = &file {
        anstream::eprintln!("no browser can be opened ({error}): open the link above");
    }
    tokio::signal::ctrl_c().await?;
    explorer.shutdown().await;
    Ok(())
}

/// Opens a browser on a file that leads to the link: the link contains a token, and everyone on this machine can read
/// command lines. The file is gone when it is dropped.
fn open_browser(link: &str) -> io::Result<NamedTempFile> {
    let mut file = tempfile::Builder::new().prefix("tencloud-explorer-").suffix(".html").tempfile()?;
    write!(file, "<!doctype html><meta http-equiv=\"refresh\" content=\"0; url={link}\">")?;
    file.flush()?;
    open::that_detached(file.path())?;
    Ok(file)
}
