//! No response contains a credential: not the user's own, not one that a call returns, and no password.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, ensure};
use tencloud::Config;
use tencloud::credentials::Credentials;
use tencloud_emulator::{Durations, Emulator, Instance, RequestLog};
use tencloud_explorer::Explorer;

use crate::wire::{Page, Response};

/// The documentation's example.
const SECRET_ID: &str = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";
const SECRET_KEY: &str = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";
const TOKEN: &str = "SessionTokenOfTheUserEXAMPLE";

/// What people enter as passwords. Their letters occur nowhere else.
const PASSWORD: &str = "Pl4nted-Passw0rd!";
const OLD_PASSWORD: &str = "0ld-Pl4nted-Passw0rd!";

const LANGUAGES: [&str; 8] = ["rust", "tencloud", "curl", "python", "node", "tccli", "go", "java"];

const REDIS: &str = "/redis/2018-04-12";

/// Calls whose parameters or responses contain secrets: path, and the fields of the form.
const CALLS: &[(&str, &[(&str, &str)])] = &[
    (
        "/sts/2018-08-13/AssumeRole",
        &[("RoleArn", "qcs::cam::uin/100000000001:roleName/test"), ("RoleSessionName", "session")],
    ),
    ("/sts/2018-08-13/GetFederationToken", &[("Name", "name"), ("Policy", r#"{"version":"2.0","statement":[]}"#)]),
    (
        "/sts/2018-08-13/GetSessionToken",
        &[("SerialNumber", "qcs::cam:uin/100000000001::mfa/softToken"), ("TokenCode", "271828")],
    ),
    ("/sts/2018-08-13/GetCallerIdentity", &[]),
    ("/redis/2018-04-12/ResetPassword", &[("InstanceId", "crs-5a4py64p"), ("Password", PASSWORD)]),
    (
        "/redis/2018-04-12/ModifyInstanceAccount",
        &[("InstanceId", "crs-5a4py64p"), ("AccountName", "root"), ("AccountPassword", PASSWORD), ("NoAuth", "false")],
    ),
    (
        "/redis/2018-04-12/CreateInstances",
        &[("TypeId", "16"), ("MemSize", "1024"), ("GoodsNum", "1"), ("Period", "1"), ("Password", PASSWORD)],
    ),
    // Errors that name what they refuse.
    ("/redis/2018-04-12/ResetPassword", &[("InstanceId", "crs-none"), ("Password", PASSWORD)]),
    (
        "/redis/2018-04-12/ResetPassword",
        &[("InstanceId", "crs-5a4py64p"), ("Password", PASSWORD), ("NoAuth", "perhaps")],
    ),
    ("/redis/2018-04-12/ResetPassword", &[("_json", r#"{"InstanceId": 5, "Password": ["Pl4nted-Passw0rd!"]}"#)]),
    (
        "/redis/2018-04-12/ResetPassword",
        &[("_json", r#"{"InstanceId": "crs-5a4py64p", "Pasword": "Pl4nted-Passw0rd!"}"#)],
    ),
    ("/redis/2018-04-12/ResetPassword", &[("_json", r#"{"Password": "Pl4nted-Passw0rd!""#)]),
    (
        "/redis/2018-04-12/ModifyInstanceAccount",
        &[(
            "_json",
            r#"{"InstanceId": "crs-5a4py64p", "AccountName": "a", "AccountPassword": {"Password": "Pl4nted-Passw0rd!"}}"#,
        )],
    ),
    // Parameters without an input.
    (
        "/redis/2018-04-12/DescribeInstances",
        &[("_others", r#"{"Password": "Pl4nted-Passw0rd!", "Newer": {"Token": ["Pl4nted-Passw0rd!"]}}"#)],
    ),
    (
        "/redis/2018-04-12/ResetPassword",
        &[("InstanceId", "crs-5a4py64p"), ("_others", r#"{"Pasword": "Pl4nted-Passw0rd!"}"#)],
    ),
    ("/redis/2018-04-12/DescribeInstances", &[("_others", r#"{"Password": "Pl4nted-Passw0rd!" oops"#)]),
];

/// Everything that the explorer has sent, and what must not be in it.
struct Crawl {
    page: Page,
    secrets: Vec<(&'static str, String)>,
    leaks: String,
    count: usize,
    /// Whether the keys are those of a person. Of an emulator's, which protect nothing, signatures are shown.
    is_live: bool,
}

impl Crawl {
    fn look(&mut self, what: &str, response: &Response) {
        self.count += 1;
        for (name, secret) in &self.secrets {
            for (part, text) in [("head", &response.head), ("body", &response.body)] {
                if text.contains(secret.as_str()) {
                    let _ = writeln!(self.leaks, "{what} ({}): {name} in its {part}", response.status);
                }
            }
        }
        // The signature of a request, and credentials that `sts` has made: what may follow these.
        for (found, masks) in [
            ("Signature=", if self.is_live { ["$", "*", "{"].as_slice() } else { &[""] }),
            ("TmpSecretKey\":", &[" \"***\""]),
            ("\"Token\":", &[" \"***\""]),
            ("TmpSecretKey</span>", &["<span class=\"quiet\">not shown here"]),
            (">Token</span>", &["<span class=\"quiet\">not shown here"]),
        ] {
            let after =
                response.body.split(found).skip(1).find(|after| !masks.iter().any(|mask| after.starts_with(mask)));
            if let Some(after) = after {
                let after: String = after.chars().take(60).collect();
                let _ = writeln!(self.leaks, "{what}: {found}{after}");
            }
        }
    }

    async fn get(&mut self, path: &str) -> Result<Response> {
        let response = self.page.get(path).await?;
        self.look(path, &response);
        Ok(response)
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<Response> {
        let response = self.page.post(path, fields).await?;
        self.look(path, &response);
        Ok(response)
    }

    /// Everything that can be asked about one form.
    async fn ask_all(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<()> {
        let with = |more: &[(&'static str, &'static str)]| [fields, more].concat();
        for language in LANGUAGES {
            self.post(&format!("{path}/code"), &with(&[("_language", language)])).await?;
        }
        for (what, more) in [
            ("json", [("_language", "")].as_slice()),
            ("form", &[("_add", "SearchKeys")]),
            ("form", &[("_remove", "InstanceId")]),
            ("sample", &[("_sample", "0")]),
            ("signature", &[("_method", "tc3")]),
            ("signature", &[("_method", "tc3-get")]),
            ("signature", &[("_method", "sha256")]),
            ("signature", &[("_method", "sha1")]),
        ] {
            self.post(&format!("{path}/{what}"), &with(more)).await?;
        }
        // The first answer asks, the second one is the call's.
        let asked = self.post(&format!("{path}/call"), fields).await?;
        if asked.status == 409 {
            let digest = asked.between("name=\"_consent\" value=\"", "\"").context("no digest")?;
            let typed = asked.between("Type <code>", "</code>").unwrap_or_default();
            let fields = [fields, &[("_consent", digest), ("_typed", typed)]].concat();
            let called = self.post(&format!("{path}/call"), &fields).await?;
            ensure!(called.status == 200, "{path}: {}", called.body);
        }
        Ok(())
    }

    /// Everything that the history shows of each call.
    async fn look_back(&mut self) -> Result<()> {
        let history = self.get("/history").await?.body;
        let calls = history.split("?from=").skip(1).filter_map(|rest| rest.split_once('"')?.0.parse().ok());
        let calls: Vec<usize> = calls.collect();
        ensure!(calls.len() >= CALLS.len() / 2, "{history}");
        for number in calls {
            self.get(&format!("/history/{number}/json")).await?;
            for query in
                ["", "@", "*", "Credentials", "Credentials.[Token, TmpSecretKey]", "values(@)", "to_string(@)", "["]
            {
                self.post(&format!("/history/{number}/query"), &[("query", query)]).await?;
            }
            self.post(&format!("/history/{number}/wait/0"), &[]).await?;
            for (path, _) in CALLS {
                self.get(&format!("{path}?from={number}")).await?;
            }
        }
        Ok(())
    }
}

async fn crawl(page: Page, secret_key: String) -> Result<()> {
    let secrets = vec![
        ("secret key", secret_key),
        ("session token", TOKEN.to_owned()),
        ("password", PASSWORD.to_owned()),
        ("old password", OLD_PASSWORD.to_owned()),
    ];
    let is_live = page.explorer.emulator_url().is_none();
    let mut crawl = Crawl { page, secrets, leaks: String::new(), count: 0, is_live };
    for path in ["/", "/history", "/emulator", "/nowhere", "/open", REDIS, "/sts/2018-08-13"] {
        crawl.get(path).await?;
    }
    for (path, fields) in CALLS {
        crawl.get(path).await?;
        crawl.ask_all(path, fields).await?;
    }
    crawl.look_back().await?;
    crawl.get("/emulator").await?;
    crawl.post("/history/clear", &[]).await?;
    assert_eq!(crawl.leaks, "", "in {} responses", crawl.count);
    assert!(crawl.count > 300, "{}", crawl.count);
    crawl.page.explorer.shutdown().await;
    Ok(())
}

/// Crawls an explorer of a cloud that accepts these credentials.
async fn of_the_cloud(credentials: Credentials) -> Result<()> {
    let cloud = Emulator::builder().key_pair(SECRET_ID, SECRET_KEY).durations(Durations::instant()).rate_limits(false);
    let cloud = cloud.instance(Instance::new("crs-5a4py64p", "ap-guangzhou"));
    let token = credentials.token().map(|token| token.expose().to_owned());
    let cloud = token.into_iter().fold(cloud, |cloud, token| cloud.token(token)).start().await?;
    let config = Config::builder().endpoint_url(cloud.url()).region("ap-guangzhou").credentials(credentials);
    crawl(Page::open(Explorer::builder().live(config.build()?)).await?, SECRET_KEY.to_owned()).await?;
    for action in ["ResetPassword", "ModifyInstanceAccount", "AssumeRole"] {
        let is_done = |request: &RequestLog| request.action.as_deref() == Some(action) && request.error.is_none();
        ensure!(cloud.requests().iter().any(is_done), "{action}: {:?}", cloud.requests());
    }
    cloud.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn permanent() -> Result<()> {
    of_the_cloud(Credentials::new(SECRET_ID, SECRET_KEY)).await
}

#[tokio::test]
async fn temporary() -> Result<()> {
    of_the_cloud(Credentials::new(SECRET_ID, SECRET_KEY).with_token(TOKEN)).await
}

#[tokio::test]
async fn of_the_emulator() -> Result<()> {
    let emulator = Emulator::builder().durations(Durations::instant()).rate_limits(false);
    let emulator = emulator.instance(Instance::new("crs-5a4py64p", "ap-guangzhou")).start().await?;
    let page = Page::open(Explorer::builder().emulator_url(emulator.url())).await?;
    crawl(page, emulator.secret_key().to_owned()).await?;
    emulator.shutdown().await;
    Ok(())
}
