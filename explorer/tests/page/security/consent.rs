//! What reaches the cloud: no write without consent to that very call. An emulator stands for the cloud and counts.

use anyhow::{Context as _, Result};
use tencloud::Config;
use tencloud::credentials::Credentials;
use tencloud_emulator::{Durations, Emulator, Instance};
use tencloud_explorer::Explorer;

use crate::wire::Page;

const BACKUP: &str = "/redis/2018-04-12/ManualBackupInstance/call";
const CLEAR: &str = "/redis/2018-04-12/ClearInstance/call";
const READ: &str = "/redis/2018-04-12/DescribeInstances/call";

const ONE: (&str, &str) = ("InstanceId", "crs-5a4py64p");
const OTHER: (&str, &str) = ("InstanceId", "crs-9q1ykx4d");
const TOKYO: (&str, &str) = ("_region", "ap-tokyo");
const PASSWORD: (&str, &str) = ("Password", "Pl4nted-Passw0rd!");
const REMARK: (&str, &str) = ("Remark", "before the upgrade");

type Fields = &'static [(&'static str, &'static str)];

/// A question to the page, and what is then sent: with its number, and with these fields in place of the first ones.
/// Whether the call arrives.
const ROWS: &[(&str, &str, Fields, &str, Fields, bool)] = &[
    ("the same", BACKUP, &[ONE], BACKUP, &[ONE], true),
    ("with blanks about the region", BACKUP, &[ONE, TOKYO], BACKUP, &[ONE, ("_region", " ap-tokyo ")], true),
    ("as JSON", BACKUP, &[ONE], BACKUP, &[("_json", r#"{"InstanceId": "crs-5a4py64p"}"#)], false),
    ("another instance", BACKUP, &[ONE], BACKUP, &[OTHER], false),
    ("another region", BACKUP, &[ONE], BACKUP, &[ONE, TOKYO], false),
    ("from another region", BACKUP, &[ONE, TOKYO], BACKUP, &[ONE], false),
    ("one parameter more", BACKUP, &[ONE], BACKUP, &[ONE, REMARK], false),
    ("one parameter less", BACKUP, &[ONE, REMARK], BACKUP, &[ONE], false),
    ("one that has no input", BACKUP, &[ONE], BACKUP, &[ONE, ("_others", r#"{"Newer": 1}"#)], false),
    ("another action", BACKUP, &[ONE], CLEAR, &[ONE, PASSWORD, ("_typed", "crs-5a4py64p")], false),
    ("destroys, with its id", CLEAR, &[ONE, PASSWORD], CLEAR, &[ONE, PASSWORD, ("_typed", "crs-5a4py64p")], true),
    ("destroys, without an id", CLEAR, &[ONE, PASSWORD], CLEAR, &[ONE, PASSWORD], false),
    ("destroys, with an empty id", CLEAR, &[ONE, PASSWORD], CLEAR, &[ONE, PASSWORD, ("_typed", " ")], false),
    ("destroys, with another id", CLEAR, &[ONE, PASSWORD], CLEAR, &[ONE, PASSWORD, ("_typed", "crs-9q1ykx4d")], false),
    ("destroys, with part of it", CLEAR, &[ONE, PASSWORD], CLEAR, &[ONE, PASSWORD, ("_typed", "crs-5a4py64")], false),
    ("destroys another", CLEAR, &[ONE, PASSWORD], CLEAR, &[OTHER, PASSWORD, ("_typed", "crs-5a4py64p")], false),
];

/// What a form can have as consent without having been asked.
const FORGED: [&str; 5] = ["", "0", "18446744073709551615", "yes", "true"];

async fn live() -> Result<(Emulator, Page)> {
    let cloud = Emulator::builder().durations(Durations::instant()).rate_limits(false);
    let instances = [("crs-5a4py64p", "ap-guangzhou"), ("crs-9q1ykx4d", "ap-guangzhou"), ("crs-4r2mzk7t", "ap-tokyo")];
    let instances = instances.map(|(id, region)| Instance::new(id, region));
    let cloud = instances.into_iter().fold(cloud, |cloud, instance| cloud.instance(instance)).start().await?;
    let config = Config::builder().endpoint_url(cloud.url()).region("ap-guangzhou");
    let config = config.credentials(Credentials::new(cloud.secret_id(), cloud.secret_key())).build()?;
    let page = Page::open(Explorer::builder().live(config)).await?;
    Ok((cloud, page))
}

/// Returns the number of the question that the page asks before a call.
async fn ask(page: &Page, path: &str, fields: &[(&str, &str)]) -> Result<String> {
    let asked = page.post(path, fields).await?;
    assert_eq!(asked.status, 409, "{path}: {}", asked.body);
    Ok(asked.between("name=\"_consent\" value=\"", "\"").context("no number")?.to_owned())
}

#[tokio::test]
async fn writes_need_consent_to_themselves() -> Result<()> {
    let (cloud, page) = live().await?;
    for forged in FORGED {
        let sent = page.post(BACKUP, &[ONE, ("_consent", forged)]).await?;
        assert_eq!((sent.status, cloud.requests().len()), (409, 0), "{forged}");
    }
    for (what, asked, question, path, answer, arrives) in ROWS {
        let number = ask(&page, asked, question).await?;
        let before = cloud.requests().len();
        let sent = page.post(path, &[*answer, &[("_consent", number.as_str())]].concat()).await?;
        let arrived = cloud.requests().len() - before;
        assert_eq!((sent.status, arrived), if *arrives { (200, 1) } else { (409, 0) }, "{what}: {}", sent.body);
    }
    page.explorer.shutdown().await;
    cloud.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn one_consent_sends_one_write() -> Result<()> {
    let (cloud, page) = live().await?;
    let number = ask(&page, BACKUP, &[ONE]).await?;
    let fields = [ONE, ("_consent", number.as_str())];
    // Two clicks at once, and one later.
    let (first, second) = tokio::join!(page.post(BACKUP, &fields), page.post(BACKUP, &fields));
    let mut statuses = [first?.status, second?.status, page.post(BACKUP, &fields).await?.status];
    statuses.sort_unstable();
    assert_eq!((statuses, cloud.requests().len()), ([200, 409, 409], 1));
    // Two calls that wait for consent do not mix.
    let (one, other) = (ask(&page, BACKUP, &[ONE]).await?, ask(&page, BACKUP, &[OTHER]).await?);
    for (fields, status) in [([ONE, ("_consent", other.as_str())], 409), ([OTHER, ("_consent", one.as_str())], 409)] {
        assert_eq!(page.post(BACKUP, &fields).await?.status, status);
    }
    assert_eq!(cloud.requests().len(), 1);
    page.explorer.shutdown().await;
    cloud.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn reads_need_none_and_emulators_need_none() -> Result<()> {
    let (cloud, page) = live().await?;
    assert_eq!((page.post(READ, &[]).await?.status, cloud.requests().len()), (200, 1));
    let other = Page::open(Explorer::builder().emulator_url(cloud.url())).await?;
    for (path, fields) in [(READ, [].as_slice()), (BACKUP, &[ONE]), (CLEAR, &[ONE])] {
        assert_eq!(other.post(path, fields).await?.status, 200, "{path}");
    }
    assert_eq!(cloud.requests().len(), 4);
    // No other route than that of a call sends something.
    for what in ["code", "json", "form", "sample", "signature"] {
        page.post(&format!("{}/{what}", BACKUP.trim_end_matches("/call")), &[ONE]).await?;
    }
    page.get("/redis/2018-04-12/ManualBackupInstance?InstanceId=crs-5a4py64p").await?;
    assert_eq!(cloud.requests().len(), 4);
    page.explorer.shutdown().await;
    other.explorer.shutdown().await;
    cloud.shutdown().await;
    Ok(())
}
