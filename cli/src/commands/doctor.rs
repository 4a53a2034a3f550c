//! `tencloud doctor`: checks what calls need, and names the fix for what is wrong.

use std::io::{self, Write as _};
use std::time::Duration;

use clap::{ArgMatches, Command};
use tencloud::credentials::{EnvironmentCredentials, ProfileCredentials, ProvideCredentials, TkeOidcCredentials};
use tencloud::{Config, Environment, ErrorKind, UntypedClient};

use crate::failure::{Exit, Failure};
use crate::interrupt::Sent;
use crate::options::Options;
use crate::{client, sdk_message, settings};

/// How long the call that checks everything may take.
const LIMIT: Duration = Duration::from_secs(10);

/// The call that checks everything, of the product `sts`.
const CALL: &str = "GetCallerIdentity";

/// The variables that name proxies.
const PROXIES: [&str; 6] = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];

pub(super) fn command() -> Command {
    Command::new("doctor").about("Check credentials, region, endpoint, proxy, TLS and clock")
}

pub(super) fn run(_: &ArgMatches, options: Options) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(check(settings::fill(options)?))
}

async fn check(options: Options) -> Result<(), Failure> {
    let mut report = Report { is_well: true };
    credentials(&options, &mut report).await?;
    let options = Options { timeout: Some(options.timeout.unwrap_or(LIMIT)), ..options };
    let sent = Sent::watch(CALL);
    let client = match client::build(&options, &sent).await {
        Ok(client) => client,
        Err(failure) => {
            let failure = options.explain(failure);
            report.bad("configuration", failure.message(), failure.advice())?;
            return report.end();
        }
    };
    let origin = |key: &str| options.origin(key).map(|found| found.origin.as_str());
    match client.config.region() {
        Some(region) => {
            let default = if options.emulator { "--emulator" } else { "the profile" };
            report.good("region", &format!("{region}  ({})", origin("region").unwrap_or(default)))?;
        }
        None => report.bad("region", "not set", Some(client::SET_REGION))?,
    }
    match options.origin("endpoint") {
        Some(found) => report.good("endpoint", &format!("{}  ({})", found.value, found.origin))?,
        None if options.emulator => report.good("endpoint", "the emulator's  (--emulator)")?,
        None => report.good("endpoint", "each product's own")?,
    }
    let proxy = PROXIES.iter().find(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    report.good("proxy", proxy.map_or("none in the environment", |name| name))?;
    call(&client.config, &sent, &mut report).await?;
    report.end()
}

/// Looks for credentials in each source by itself.
async fn credentials(options: &Options, report: &mut Report) -> Result<(), Failure> {
    let environment = Environment::process;
    let profile = ProfileCredentials::new(environment());
    let profile = options.profile.iter().fold(profile, |profile, name| profile.profile(name));
    let mut sources: Vec<(&str, Box<dyn ProvideCredentials>)> = vec![
        ("environment", Box::new(EnvironmentCredentials::new(environment()))),
        ("profile", Box::new(profile)),
        ("pod's role", Box::new(TkeOidcCredentials::new(environment()))),
    ];
    // A profile that is named is the only source.
    sources.retain(|(name, _)| options.profile.is_none() || *name == "profile");
    let mut is_found = false;
    for (name, source) in sources {
        match source.provide().await {
            Ok(_) if is_found => report.note(name, "has credentials, too, which are not used")?,
            Ok(_) => {
                report.good(name, "has credentials")?;
                is_found = true;
            }
            Err(error) if error.is_set_up() => {
                report.bad(
                    name,
                    &sdk_message::for_command_line(&error.to_string()),
                    Some("correct it, or remove it: a broken source is never skipped"),
                )?;
                is_found = true;
            }
            Err(_) => report.note(name, "no credentials")?,
        }
    }
    if !is_found {
        let fix = "set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY; on a cloud server, give it a role";
        report.note("credentials", &format!("none so far: {fix}"))?;
    }
    Ok(())
}

/// Makes a call that changes nothing. Its failure shows what is wrong.
async fn call(config: &Config, sent: &Sent, report: &mut Report) -> Result<(), Failure> {
    let sts = UntypedClient::new(config, "sts", "2018-08-13");
    let result = sts.call(CALL, serde_json::json!({})).read_only().send().await;
    let host = sent.host().unwrap_or("the endpoint");
    let error = match result {
        Ok(response) => {
            let account = response.response.get("AccountId").and_then(|id| id.as_str()).unwrap_or("unknown").to_owned();
            report.good("connection", &format!("{host} answers {CALL}"))?;
            report.good("clock", "accepted")?;
            return Ok(report.good("signature", &format!("accepted, account {account}"))?);
        }
        Err(error) => error,
    };
    let text = sdk_message::for_command_line(&error.to_string());
    let text = if text.contains(host) || sent.host().is_none() { text } else { format!("{host}: {text}") };
    let (name, fix) = match (error.kind(), error.code()) {
        (ErrorKind::Api, Some("AuthFailure.SignatureExpire")) => ("clock", "set this machine's clock"),
        (ErrorKind::Api, Some("AuthFailure.SecretIdNotFound")) => {
            ("credentials", "the secret id does not exist: use another key pair")
        }
        (ErrorKind::Api, Some("AuthFailure.SignatureFailure")) => {
            ("credentials", "the secret key does not belong to the secret id")
        }
        (ErrorKind::Api, Some("AuthFailure.TokenFailure")) => {
            ("credentials", "the session token has expired: get new credentials")
        }
        (ErrorKind::Api, _) => ("call", "tencloud explain CODE"),
        (ErrorKind::Credentials, _) => ("credentials", "set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY"),
        (ErrorKind::Connect | ErrorKind::ConnectionLost, _) if text.contains("certificate") => {
            ("TLS", "install the CA's certificate, or set SSL_CERT_FILE to it")
        }
        (ErrorKind::Connect | ErrorKind::ConnectionLost | ErrorKind::Timeout, _) => {
            ("connection", "check the network, the proxy and the endpoint")
        }
        _ => ("call", "check the endpoint"),
    };
    Ok(report.bad(name, &text, Some(fix))?)
}

/// What is written, line by line.
struct Report {
    is_well: bool,
}

impl Report {
    fn good(&self, name: &str, text: &str) -> io::Result<()> {
        writeln!(anstream::stdout(), "ok    {name}: {text}")
    }

    fn note(&self, name: &str, text: &str) -> io::Result<()> {
        writeln!(anstream::stdout(), "-     {name}: {text}")
    }

    fn bad(&mut self, name: &str, text: &str, fix: Option<&str>) -> io::Result<()> {
        self.is_well = false;
        writeln!(anstream::stdout(), "WRONG {name}: {text}")?;
        fix.map_or(Ok(()), |fix| writeln!(anstream::stdout(), "      fix: {fix}"))
    }

    fn end(self) -> Result<(), Failure> {
        if self.is_well { Ok(()) } else { Err(Failure::new(Exit::Configuration, "calls will fail: see above")) }
    }
}
