//! Who may use the page: whoever has opened the link that the terminal shows.

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq as _;

/// The header in which the script of the page sends the page's token.
pub(crate) const HEADER: &str = "x-explorer-token";

/// The secrets of one run: those of the link, of the cookie, and of the page.
///
/// Browsers send a cookie to every port of a host, so that another local server can learn it. Therefore the cookie alone
/// only reads: it is not the token of the link, and only the page that the link opens contains the page's token. The script
/// keeps that one in the storage of the page's origin, which the port belongs to.
pub(crate) struct Access {
    link: String,
    cookie: String,
    page: String,
    /// The name of the cookie, which contains the port: two explorers must not log each other out.
    name: String,
}

impl Access {
    /// Creates the secrets of a run that listens on a port.
    pub(crate) fn new(port: u16) -> Result<Access, getrandom::Error> {
        Ok(Access { link: random()?, cookie: random()?, page: random()?, name: format!("tencloud_explorer_{port}") })
    }

    /// Returns the token of the link.
    pub(crate) fn link(&self) -> &str {
        &self.link
    }

    /// Returns the token of the page.
    pub(crate) fn page(&self) -> &str {
        &self.page
    }

    /// Returns whether this is the token of the link.
    pub(crate) fn opens(&self, token: &str) -> bool {
        is_same(token, &self.link)
    }

    /// Returns the header that sets the cookie.
    pub(crate) fn set_cookie(&self) -> String {
        format!("{}={}; Path=/; HttpOnly; SameSite=Strict", self.name, self.cookie)
    }

    /// Returns whether a request has the cookie.
    pub(crate) fn has_cookie(&self, headers: &HeaderMap) -> bool {
        let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
        let mut cookies = lines.flat_map(|line| line.split(';')).filter_map(|cookie| cookie.trim().split_once('='));
        cookies.any(|(name, value)| name == self.name && is_same(value, &self.cookie))
    }

    /// Returns whether a request has the page's token.
    pub(crate) fn has_token(&self, headers: &HeaderMap) -> bool {
        headers.get(HEADER).and_then(|token| token.to_str().ok()).is_some_and(|token| is_same(token, &self.page))
    }
}

/// Compares in a time that depends on the lengths alone.
fn is_same(given: &str, secret: &str) -> bool {
    given.as_bytes().ct_eq(secret.as_bytes()).into()
}

fn random() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 24];
    getrandom::fill(&mut bytes)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}
