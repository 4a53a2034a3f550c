//! The page of the emulator.

use anyhow::{Context as _, Result, ensure};
use tencloud::Config;
use tencloud::credentials::Credentials;
use tencloud_emulator::{Emulator, Fault, Instance};
use tencloud_explorer::Explorer;

use crate::wire::{Page, Response};

use Before::{Backup, Nothing, Refused};

#[tokio::test]
async fn operations_do_what_they_say_and_show_it() -> Result<()> {
    let browser = Page::open(Explorer::builder()).await?;
    let page = browser.get("/emulator").await?.body;
    for part in ["crs-5a4py64p", "orders", "sessions", "running", "ap-guangzhou", "<h2>Tasks <small>0"] {
        ensure!(page.contains(part), "no `{part}` in {page}");
    }

    // What happens before, the operation with its form, the status, what the page shows then, and what it does not.
    let locked = "ResourceUnavailable.InstanceLockedError";
    let fault = [("action", "ManualBackupInstance"), ("kind", "api_error"), ("code", locked), ("times", "2")];
    let unknown = [("action", "ManualBackupInstance"), ("kind", "api_error"), ("code", "Nonsense")];
    let added = [("id", "crs-added001"), ("region", "ap-tokyo"), ("name", "cache")];
    let steps: [Step<'_>; 14] = [
        (Nothing, "freeze", &[("on", "true")], 200, &["is frozen", "Let it run"], &["Freeze<"]),
        (
            Backup,
            "rate-limits",
            &[("on", "false")],
            200,
            &["preparing", "being created", "nightly", "at any rate"],
            &["ready"],
        ),
        (Nothing, "clock", &[("amount", "1"), ("unit", "min")], 200, &["by 1 min", "succeed", "ready"], &["preparing"]),
        (Nothing, "clock", &[("amount", "x"), ("unit", "min")], 422, &["notice bad", "`x`", "crs-5a4py64p"], &[]),
        (Nothing, "fault", &fault, 200, &["The next 2 calls", locked, "<h2>Faults to come <small>1"], &[]),
        (Refused(locked), "freeze", &[("on", "false")], 200, &["goes on", "API error"], &["Let it run"]),
        (Nothing, "clear-faults", &[], 200, &["<h2>Faults to come <small>0"], &[]),
        (Backup, "clear-requests", &[], 200, &["<h2>Requests <small>0"], &["Empty the log"]),
        (Nothing, "fault", &unknown, 422, &["does not document", "`Nonsense`", "<h2>Faults to come <small>0"], &[]),
        (Nothing, "fault", &[("action", "Describe"), ("kind", "cut_before")], 422, &["no action `Describe`"], &[]),
        (Nothing, "instance", &[("id", "crs-a"), ("region", "mars")], 422, &["no region `mars`"], &["crs-a<"]),
        (Nothing, "instance", &added, 200, &["crs-added001 is running", "ap-tokyo", "cache"], &[]),
        (Nothing, "instance", &added, 422, &["notice bad", "crs-added001", "<h2>Instances <small>3"], &[]),
        (Nothing, "reset", &[], 200, &["crs-5a4py64p", "<h2>Tasks <small>0", "Turn off"], &["crs-added001", "nightly"]),
    ];
    for (before, operation, fields, status, expect, unexpected) in steps {
        before.happens(&browser).await.with_context(|| format!("before {operation}"))?;
        let Response { status: found, body: text, .. } =
            browser.post(&format!("/emulator/{operation}"), fields).await?;
        ensure!(found == status, "{operation} {fields:?}: {found} {text}");
        let page = browser.get("/emulator").await?.body;
        for part in expect {
            ensure!(text.contains(part), "{operation} {fields:?}: no `{part}` in {text}");
        }
        for part in unexpected {
            ensure!(!text.contains(part) && !page.contains(part), "{operation} {fields:?}: `{part}` in {text}");
        }
        let tables = text.find("<section id=\"faults\"").and_then(|at| text.get(at..)).unwrap_or("no tables");
        ensure!(page.contains(tables), "after {operation}, the page shows something else: {page}");
    }
    ensure!(browser.post("/emulator/nonsense", &[]).await?.status == 404);
    browser.explorer.shutdown().await;
    Ok(())
}

/// What happens before an operation, the operation, its form, the status, and what the page shows then, or does not.
type Step<'s> = (Before<'s>, &'s str, &'s [(&'s str, &'s str)], u16, &'s [&'s str], &'s [&'s str]);

/// What happens before an operation.
enum Before<'s> {
    Nothing,
    /// A backup is started.
    Backup,
    /// A backup is refused with this code.
    Refused(&'s str),
}

impl Before<'_> {
    async fn happens(&self, browser: &Page) -> Result<()> {
        let expect = match self {
            Nothing => return Ok(()),
            Backup => "TaskId",
            Refused(code) => code,
        };
        let fields = [("InstanceId", "crs-5a4py64p"), ("Remark", "nightly")];
        let Response { status, body: text, .. } =
            browser.post("/redis/2018-04-12/ManualBackupInstance/call", &fields).await?;
        ensure!(status == 200 && text.contains(expect), "{status} {text}");
        Ok(())
    }
}

#[tokio::test]
async fn looking_leaves_no_trace_and_shows_no_secret() -> Result<()> {
    let emulator = Emulator::builder().key_pair("AKIDother", "key-of-the-other").rate_limits(false).start().await?;
    emulator.add_instance(&Instance::new("crs-5a4py64p", "ap-tokyo").with("Password", "Pass-of-orders1"))?;
    emulator.inject(Fault::cut_before("DescribeInstances"))?;
    let browser = Page::open(Explorer::builder().emulator_url(emulator.url())).await?;
    for path in ["/emulator", "/emulator/state", "/emulator/state"] {
        let Response { status, body: text, .. } = browser.get(path).await?;
        ensure!(status == 200 && text.contains("cut before execution") && text.contains("ap-tokyo"), "{text}");
        for secret in ["key-of-the-other", "AKIDother", "Pass-of-orders1", "Passw0rd!"] {
            ensure!(!text.contains(secret), "{secret} in {text}");
        }
    }
    ensure!(emulator.requests().is_empty(), "{:?}", emulator.requests());
    browser.explorer.shutdown().await;
    emulator.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn links_fill_forms() -> Result<()> {
    let browser = Page::open(Explorer::builder()).await?;
    Backup.happens(&browser).await?;
    let order = r#"{"TypeId":15,"MemSize":1024,"GoodsNum":1,"Period":1,"BillingMode":0,"NoAuth":true,"VpcId":"vpc-a","SubnetId":"subnet-a"}"#;
    let Response { status, body: text, .. } =
        browser.post("/redis/2018-04-12/CreateInstances/call", &[("_json", order)]).await?;
    ensure!(status == 200 && text.contains("DealId"), "{status} {text}");

    let page = browser.get("/emulator/state").await?.body.replace("&amp;", "&");
    let links: Vec<&str> = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let filled: Vec<&&str> = links.iter().filter(|link| link.contains('&')).collect();
    ensure!(filled.len() >= 9, "{filled:?}");
    for link in links {
        let Response { status, body: form, .. } = browser.get(link).await?;
        ensure!(status == 200, "{link}: {status}");
        let query = link.split_once('?').map_or("", |(_, query)| query);
        for (_, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            let value = value.replace("%2D", "-");
            ensure!(form.contains(&format!("value=\"{value}\"")), "{link}: no {value}");
        }
    }
    // A link fills inputs, and nothing else.
    let hostile =
        "/redis/2018-04-12/ResetPassword?_others={}&Password=Secret-1&InstanceId=%22%3E%3Cb%3E&from=9&Nonsense.0=1";
    let Response { status, body: form, .. } = browser.get(hostile).await?;
    ensure!(
        status == 200 && form.contains("value=\"&quot;&gt;&lt;b&gt;\"") && !form.contains("Secret-1"),
        "{status} {form}"
    );
    browser.explorer.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn an_emulator_that_has_ended_is_reported() -> Result<()> {
    let emulator = Emulator::builder().start().await?;
    let browser = Page::open(Explorer::builder().emulator_url(emulator.url())).await?;
    ensure!(browser.get("/emulator").await?.body.contains("None. Calls end as they should."));
    emulator.shutdown().await;
    for path in ["/emulator", "/emulator/state"] {
        let Response { status, body: text, .. } = browser.get(path).await?;
        ensure!(status == 200 && text.contains("cannot be reached") && !text.contains("None yet"), "{status} {text}");
    }
    for (operation, fields) in [("reset", &[][..]), ("clock", &[("amount", "1"), ("unit", "h")]), ("clear-faults", &[])]
    {
        let Response { status, body: text, .. } = browser.post(&format!("/emulator/{operation}"), fields).await?;
        ensure!(status == 422 && text.contains("notice bad") && text.contains("cannot be reached"), "{status} {text}");
    }
    browser.explorer.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn there_is_no_page_if_calls_go_to_the_cloud() -> Result<()> {
    let credentials = Credentials::new("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE");
    let config = Config::builder().region("ap-guangzhou").credentials(credentials).build()?;
    let browser = Page::open(Explorer::builder().live(config)).await?;
    for path in ["/emulator", "/emulator/state"] {
        ensure!(browser.get(path).await?.status == 404);
    }
    ensure!(browser.post("/emulator/reset", &[]).await?.status == 404);
    ensure!(!browser.get("/").await?.body.contains("/emulator"));
    browser.explorer.shutdown().await;
    Ok(())
}
