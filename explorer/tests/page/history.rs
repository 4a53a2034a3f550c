//! Calls that are used again.

use anyhow::{Result, ensure};
use tencloud_explorer::Explorer;

use crate::wire::Page;

#[tokio::test]
async fn a_call_fills_the_form_without_its_secrets() -> Result<()> {
    const NOTICE: &str = "Secrets of that call were not kept";
    let page = Page::open(Explorer::builder()).await?;
    let id = ("InstanceId", "crs-5a4py64p");
    for (number, action, fields, is_noticed) in [
        (1, "ResetPassword", &[id, ("Password", "Planted-1234"), ("NoAuth", "false")][..], true),
        (2, "DescribeInstances", &[id], false),
    ] {
        let path = format!("/redis/2018-04-12/{action}");
        ensure!(page.post(&format!("{path}/call"), fields).await?.status == 200, "{action}");
        let form = page.get(&format!("{path}?from={number}")).await?.body;
        ensure!(form.contains(r#"value="crs-5a4py64p""#), "{action}: {form}");
        ensure!(form.contains(NOTICE) == is_noticed, "{action}: {form}");
        ensure!(!form.contains("Planted-1234"), "{action}: {form}");
    }
    page.explorer.shutdown().await;
    Ok(())
}
