//! Calls an action: reads its parameters, checks them, sends the request and writes the response.

use std::ffi::OsString;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Map, Value};
use tencloud::observe::{Attempt, AttemptEnd, Observe};
use tencloud::{UntypedCall, UntypedClient};
use tencloud_spec::Effect;

use crate::failure::{Exit, Failure};
use crate::options::Options;
use crate::target::Target;
use crate::{action_command, check, client, dotted, parameters, root, target};

/// Runs `tencloud PRODUCT ACTION …`. `earlier` are the options before the product.
pub(crate) fn run(product: &str, arguments: Vec<OsString>, earlier: Options) -> Result<(), Failure> {
    let mut arguments = arguments.into_iter();
    let version = version_of(arguments.as_slice()).or(earlier.api_version.clone());
    let version = target::version(product, version.as_deref())?;
    let Some(action) = arguments.next().and_then(|name| name.into_string().ok()) else {
        return root::list_actions(version);
    };
    if matches!(action.as_str(), "--help" | "-h" | "help") {
        return root::list_actions(version);
    }
    let target = target::action(version, &action)?;
    let (arguments, parts) = dotted::take(arguments.collect())?;
    let matches = root::matches(action_command::build(target), arguments)?;
    let options = Options::read(&matches).or(earlier);
    let parameters = parameters::read(target, &matches, &parts, options.input.as_deref())?;
    if !options.force {
        refuse_faults(target, &parameters)?;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(send(target, parameters, &options))
}

/// Returns the version that follows `--version`: the action's options depend on it.
fn version_of(arguments: &[OsString]) -> Option<String> {
    let texts: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    let after = texts.iter().position(|text| *text == "--version").and_then(|at| texts.get(at + 1)).copied();
    let joined = texts.iter().find_map(|text| text.strip_prefix("--version="));
    after.or(joined).map(str::to_owned)
}

fn refuse_faults(target: Target, parameters: &Map<String, Value>) -> Result<(), Failure> {
    let mut faults = check::check(target, parameters);
    faults.extend(check::missing(&target, parameters).into_iter().map(|field| format!("--{} is required", field.name)));
    let Some((first, others)) = faults.split_first() else { return Ok(()) };
    let more = others.iter().map(|fault| format!("\n       {fault}")).collect::<String>();
    let failure = Failure::usage(format!("{first}{more}"));
    Err(failure.help(format!(
        "tencloud {} {} --help; --force sends the request all the same",
        target.version.product.product, target.action.action
    )))
}

/// Makes the call, and writes the response.
async fn send(target: Target, parameters: Map<String, Value>, options: &Options) -> Result<(), Failure> {
    let sent = Sent::default();
    let work = async {
        let client = client::build(options, &sent).await?;
        let Target { version, action } = target;
        let product = &version.product;
        if product.needs_region(action) && client.config.region().is_none() {
            let message = format!("{} needs a region", product.product);
            let failure = Failure::new(Exit::Configuration, message);
            return Err(failure.help("pass --region ap-guangzhou, or set TENCENTCLOUD_REGION"));
        }
        let untyped = UntypedClient::new(&client.config, &product.product, &product.version);
        let call = untyped.call(&action.action, Value::Object(parameters));
        let call = if is_repeatable(target) { call.read_only() } else { call };
        let result = answer(call).await;
        if let Some(emulator) = client.emulator {
            emulator.shutdown().await;
        }
        result
    };
    tokio::select! {
        result = work => result,
        // Without a handler, the signal ends the program, too.
        Ok(()) = tokio::signal::ctrl_c() => Err(interrupted(target, sent.is_sent())),
    }
}

async fn answer(call: UntypedCall) -> Result<(), Failure> {
    let response = call.send().await?.response;
    let mut out = anstream::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &response).map_err(std::io::Error::from)?;
    Ok(std::io::Write::write_all(&mut out, b"\n")?)
}

fn is_repeatable(target: Target) -> bool {
    target.action.effect.value().is_some_and(|effect: &Effect| effect.is_repeatable())
}

fn interrupted(target: Target, is_sent: bool) -> Failure {
    let name = format!("{} {}", target.version.product.product, target.action.action);
    let message = match (is_sent, is_repeatable(target)) {
        (false, _) => format!("interrupted before {name} was sent"),
        (true, true) => format!("interrupted; {name} was sent, and changes nothing"),
        (true, false) => format!("interrupted; {name} was sent, and may go on in the cloud"),
    };
    Failure::new(Exit::Interrupted, message)
}

/// Notes whether anything has been sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sent(Arc<AtomicBool>);

impl Sent {
    fn is_sent(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Observe for Sent {
    fn before_sending(&self, _: &Attempt<'_>) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn after_attempt(&self, _: &Attempt<'_>, _: &AttemptEnd<'_>) {}
}
