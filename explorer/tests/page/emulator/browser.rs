//! A browser that has opened an explorer.

use anyhow::{Context as _, Result};
use reqwest::header::{COOKIE, ORIGIN, SET_COOKIE};
use reqwest::{Client, RequestBuilder};
use tencloud_explorer::Explorer;

/// The cookie and the token of a page.
pub(crate) struct Browser {
    client: Client,
    origin: String,
    cookie: String,
    token: String,
}

impl Browser {
    /// Opens the link of an explorer.
    pub(crate) async fn open(explorer: &Explorer) -> Result<Browser> {
        let client = Client::builder().no_proxy().build()?;
        let origin = format!("http://{}", explorer.address());
        let opened = client.get(explorer.url()).send().await?;
        let cookie = opened.headers().get(SET_COOKIE).context("no cookie")?.to_str()?;
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let opened = opened.text().await?;
        let mut browser = Browser { client, origin, cookie, token: String::new() };
        let home = browser.get("/").await?.1;
        let meta = opened + &home;
        let token = meta.split_once("name=\"token\" content=\"").and_then(|(_, rest)| rest.split_once('"'));
        browser.token = token.context("no token")?.0.to_owned();
        Ok(browser)
    }

    /// Opens a page. Returns the status and the text.
    pub(crate) async fn get(&self, path: &str) -> Result<(u16, String)> {
        self.send(self.client.get(format!("{}{path}", self.origin))).await
    }

    /// Sends a form. Returns the status and the text.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<(u16, String)> {
        let request = self.client.post(format!("{}{path}", self.origin)).header(ORIGIN, &self.origin);
        self.send(request.header("x-explorer-token", &self.token).form(fields)).await
    }

    async fn send(&self, request: RequestBuilder) -> Result<(u16, String)> {
        let response = request.header(COOKIE, &self.cookie).send().await?;
        Ok((response.status().as_u16(), response.text().await?))
    }
}
