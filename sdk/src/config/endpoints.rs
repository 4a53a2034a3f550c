//! The program's settings for where its calls are sent.

use crate::common::Site;
use crate::endpoint::{Endpoint, Endpoints};
use crate::environment::Environment;

/// The settings before they are checked.
#[derive(Clone, Default)]
pub(super) struct EndpointSettings {
    pub(super) site: Option<Site>,
    pub(super) root_domain: Option<String>,
    pub(super) url: Option<String>,
    pub(super) of_products: Vec<(String, String)>,
    pub(super) signed_host: Option<String>,
    pub(super) allow_plain_http: Option<bool>,
}

impl EndpointSettings {
    /// Returns the endpoints, with the environment's settings for what the program does not set.
    pub(super) fn resolve(self, environment: &Environment) -> Result<Endpoints, String> {
        const ALLOW: &str = "TENCENTCLOUD_ALLOW_PLAIN_HTTP";
        let variable = |name| environment.get(name).map_err(|error| error.to_string());
        let allow_plain = match self.allow_plain_http {
            Some(allow) => allow,
            None => match variable(ALLOW)?.as_deref().map(str::trim) {
                None | Some("false" | "0") => false,
                Some("true" | "1") => true,
                Some(other) => {
                    return Err(format!("{ALLOW} is set to `{}`; write true or false", other.escape_debug()));
                }
            },
        };
        let url = match self.url {
            Some(url) => Some(url),
            None => variable("TENCENTCLOUD_ENDPOINT_URL")?,
        };
        let of_products = self.of_products.into_iter();
        let of_products = of_products.map(|(product, url)| Ok((product, Endpoint::parse(&url, allow_plain)?)));
        Ok(Endpoints {
            site: self.site.unwrap_or_default(),
            root_domain: self.root_domain,
            shared: url.map(|url| Endpoint::parse(&url, allow_plain)).transpose()?,
            of_products: of_products.collect::<Result<_, String>>()?,
            signed_host: self.signed_host,
        })
    }
}
