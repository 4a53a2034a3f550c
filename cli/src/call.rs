//! Calls an action: reads its parameters, checks them, sends the request and writes the response.

use std::error::Error as _;
use std::ffi::OsString;
use std::io::Write as _;

use clap::ValueEnum as _;
use serde_json::{Map, Value};
use tencloud::credentials::{Credentials, CredentialsError};
use tencloud::{Config, ErrorKind, Options as CallOptions};
use tencloud_calls::check::{self, Fault};
use tencloud_calls::{Target, Version, price, secrets, skeleton};
use tencloud_codegen::code::{self, Call, Language, UnknownLanguage};

use crate::client;
use crate::failure::{Exit, Failure};
use crate::interrupt::{self, Sent};
use crate::options::Options;
use crate::output::{Format, Output, write_json};
use crate::{action_command, consent, dotted, dry_run, listing, parameters, parse, prompt, send, settings, unknown};

/// Runs `tencloud PRODUCT ACTION …`. `earlier` are the options before the product.
pub(crate) fn run(product: &str, arguments: Vec<OsString>, earlier: Options) -> Result<(), Failure> {
    let mut arguments = arguments.into_iter();
    let number = version_of(arguments.as_slice()).or(earlier.api_version.clone());
    let Some(action) = arguments.next().and_then(|name| name.into_string().ok()) else {
        return listing::write(Version::find(product, number.as_deref())?.read()?);
    };
    if matches!(action.as_str(), "--help" | "-h" | "help") {
        return listing::write(Version::find(product, number.as_deref())?.read()?);
    }
    let target = Target::find(product, number.as_deref(), &action)?;
    let (options, parameters) = read(target, arguments.collect(), earlier)?;
    if options.skeleton {
        return write_skeleton(target);
    }
    let (target, parameters) = if options.price { inquiry(target, &parameters)? } else { (target, parameters) };
    if !options.force {
        refuse_faults(target, &parameters, &options)?;
    }
    if let Some(name) = &options.code {
        return write_code(target, &parameters, name, &options);
    }
    send::check(target, &parameters, &options)?;
    start(target, parameters, &options)
}

/// Runs `tencloud call PRODUCT VERSION ACTION …`.
pub(crate) fn run_unknown(names: [&str; 3], arguments: Vec<OsString>, earlier: Options) -> Result<(), Failure> {
    let [product, number, action] = &names;
    // What is known of an action, such as that it destroys something, holds here, too; its parameters are not checked.
    let known = Target::find(product, Some(number), action).ok().filter(|known| known.action.action == *action);
    let unknown = Target::unknown(names);
    let command = action_command::build(unknown);
    let (arguments, taken) = unknown::take(&command, arguments)?;
    let matches = parse::matches(command, arguments)?;
    let options = settings::fill(Options::read(&matches)?.or(earlier))?;
    let needs_spec = [("skeleton", options.skeleton), ("code", options.code.is_some()), ("price", options.price)];
    if let Some((name, _)) = needs_spec.into_iter().find(|(_, is_set)| *is_set) {
        return Err(Failure::usage(format!("`call` has no --{name}: use it with `tencloud PRODUCT ACTION`")));
    }
    let target = known.unwrap_or(unknown);
    let mut parameters = parameters::read(unknown, &matches, &[], options.input.as_deref())?;
    parameters.extend(taken);
    send::check(target, &parameters, &options)?;
    start(target, parameters, &options)
}

fn start(target: Target, parameters: Map<String, Value>, options: &Options) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let sent = Sent::watch(&target.action.action);
    let work = perform(target, parameters, options, &sent);
    let result = runtime.block_on(interrupt::until(work, target, &sent));
    // A question may still wait for an answer.
    runtime.shutdown_background();
    result.map_err(|failure| options.explain(failure))
}

/// Returns the version that follows `--version`: the action's options depend on it.
fn version_of(arguments: &[OsString]) -> Option<String> {
    let texts: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    let after = texts.iter().position(|text| *text == "--version").and_then(|at| texts.get(at + 1)).copied();
    let joined = texts.iter().find_map(|text| text.strip_prefix("--version="));
    after.or(joined).map(str::to_owned)
}

/// Reads the options and the parameters that follow an action.
fn read(target: Target, arguments: Vec<OsString>, earlier: Options) -> Result<(Options, Map<String, Value>), Failure> {
    let mut arguments = arguments;
    // tccli's spelling.
    if let Some(first) = arguments.first_mut().filter(|first| *first == "help") {
        *first = "--help".into();
    }
    let (arguments, parts) = dotted::take(arguments)?;
    action_command::check_times(target, &arguments)?;
    let command = action_command::build(target);
    let asks_for_help = arguments.iter().any(|argument| argument == "--help" || argument == "-h");
    let command = if asks_for_help { action_command::describe(command, target) } else { command };
    let is_forced = earlier.force || arguments.iter().any(|argument| argument == "--force");
    let (arguments, unknown) = if is_forced { unknown::take(&command, arguments)? } else { (arguments, Map::new()) };
    let matches = parse::matches(command, arguments)?;
    let options = settings::fill(Options::read(&matches)?.or(earlier))?;
    let mut parameters = parameters::read(target, &matches, &parts, options.input.as_deref())?;
    parameters.extend(unknown);
    if !options.skeleton && !options.force {
        prompt::fill(target, &mut parameters, &options)?;
    }
    Ok((options, parameters))
}

/// Returns the inquiry about the price of a call, which is sent in its place.
fn inquiry(target: Target, parameters: &Map<String, Value>) -> Result<(Target, Map<String, Value>), Failure> {
    let found = price::inquiry(target, parameters)?;
    let found =
        found.ok_or_else(|| Failure::usage(format!("{} has no inquiry for its price", target.action.action)))?;
    Ok((found.target, found.parameters))
}

fn write_skeleton(target: Target) -> Result<(), Failure> {
    let skeleton = skeleton::of(&target.action.parameters, &target.version.types);
    Ok(write_json(&Value::Object(skeleton), &mut anstream::stdout().lock())?)
}

/// Writes the program that makes a call.
fn write_code(
    target: Target,
    parameters: &Map<String, Value>,
    language: &str,
    options: &Options,
) -> Result<(), Failure> {
    let language: Language = language.parse().map_err(|error: UnknownLanguage| Failure::usage(error.to_string()))?;
    let Target { version, action } = target;
    let (region, endpoint) = (options.region.as_deref(), options.endpoint.as_deref());
    let text = code::write(&Call { version, action, region, parameters, endpoint }, language);
    Ok(write!(anstream::stdout(), "{text}")?)
}

fn refuse_faults(target: Target, parameters: &Map<String, Value>, options: &Options) -> Result<(), Failure> {
    let mut faults = check::check(target, parameters);
    faults.extend(
        check::missing(target, parameters, options.reads_pages())
            .into_iter()
            .map(|field| Fault::of_path(format!("--{}", field.name), "is required")),
    );
    let Some((first, others)) = faults.split_first() else { return Ok(()) };
    let more = others.iter().map(|fault| format!("\n       {fault}")).collect::<String>();
    let failure = Failure::usage(format!("{first}{more}"));
    Err(failure.help(format!(
        "tencloud {} {} --help; --force sends the request all the same",
        target.version.product.product, target.action.action
    )))
}

/// Does what the options ask for: shows the request, or sends it and writes the response.
async fn perform(
    target: Target,
    parameters: Map<String, Value>,
    options: &Options,
    sent: &Sent,
) -> Result<(), Failure> {
    let output = output(options)?;
    let client = client::build(options, sent).await?;
    let Target { version, action } = target;
    let product = &version.product;
    let region = client.config.region().map(|region| region.as_str().to_owned());
    if product.needs_region(action) && region.is_none() {
        let failure = Failure::new(Exit::Configuration, format!("{} needs a region", product.product));
        return Err(failure.help(client::SET_REGION));
    }
    let masked = secrets::masked(&parameters, &action.parameters, &version.types);
    if options.dry_run {
        return show(target, parameters, &masked, &client.config, options).await;
    }
    if !options.yes && !options.price {
        consent::ask(target, &parameters, &masked, &client.config).await?;
    }
    let call = target.call(&target.client(&client.config), parameters);
    let result = send::run(call, target, &client, options, output).await;
    if let Some(emulator) = client.emulator {
        emulator.shutdown().await;
    }
    result
}

fn output(options: &Options) -> Result<Output, Failure> {
    let format = options.output.as_deref().unwrap_or("json");
    let format =
        Format::from_str(format, true).map_err(|_| Failure::usage(format!("there is no format `{format}`")))?;
    Ok(Output::new(format, options.query.as_deref())?)
}

/// Writes the request of a call. Without credentials, it is signed with others, which belong to no one.
async fn show(
    target: Target,
    parameters: Map<String, Value>,
    masked: &Map<String, Value>,
    config: &Config,
    options: &Options,
) -> Result<(), Failure> {
    let request = match target.call(&target.client(config), parameters.clone()).sign().await {
        Err(error) if lacks_credentials(&error) => {
            writeln!(anstream::stderr(), "note: there are no credentials: a placeholder signs the request")?;
            let placeholder = Credentials::new("SecretId", "SecretKey");
            let client = target.client(config).with_options(CallOptions::new().credentials(placeholder));
            target.call(&client, parameters).sign().await?
        }
        signed => signed?,
    };
    Ok(dry_run::write(&request, masked, options.verbose > 0, &mut anstream::stdout().lock())?)
}

/// Returns whether no source of credentials is set up; one that is broken has to be corrected.
fn lacks_credentials(error: &tencloud::Error) -> bool {
    let source = error.source().and_then(|source| source.downcast_ref::<CredentialsError>());
    error.kind() == ErrorKind::Credentials && source.is_some_and(|source| !source.is_set_up())
}
