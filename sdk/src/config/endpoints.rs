//! What a program sets about where its calls go.

use super::ConfigBuilder;
use crate::common::Site;
use crate::endpoint::{Endpoint, Endpoints};
use crate::environment::Environment;

/// What was set, before it is checked.
#[derive(Clone, Default)]
pub(super) struct EndpointSettings {
    pub(super) site: Option<Site>,
    root_domain: Option<String>,
    url: Option<String>,
    of_products: Vec<(String, String)>,
    signed_host: Option<String>,
    allow_plain_http: Option<bool>,
}

/// Where calls go. Without any of these, a call goes to the product's own host at the [site](ConfigBuilder::site).
impl ConfigBuilder {
    /// Which Tencent Cloud site to call. Default: [`Site::China`].
    pub fn site(mut self, site: Site) -> Self {
        self.endpoints.site = Some(site);
        self
    }

    /// The domain that follows a product's name in its host, such as that of a private cloud: with `cloud.example`, calls
    /// of redis go to `https://redis.cloud.example`. Default: the domain of the [site](Self::site).
    pub fn root_domain(mut self, domain: impl Into<String>) -> Self {
        self.endpoints.root_domain = Some(domain.into());
        self
    }

    /// Sends the calls of every product to one URL: of a gateway or an emulator, with a path if it has one. Default:
    /// `TENCENTCLOUD_ENDPOINT_URL`, or else the product's own host. Plain `http` is accepted for loopback only, unless it
    /// is [allowed](Self::allow_plain_http).
    ///
    /// The host of one product, such as `https://redis.internal.tencentcloudapi.com`, serves that product only: calls of
    /// others fail with [`ErrorKind::Config`](crate::ErrorKind::Config) before anything is sent. For roles, STS is called
    /// at the host of the same domain.
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.endpoints.url = Some(url.into());
        self
    }

    /// Sends the calls of one product, such as `redis`, to a URL, which overrides [`endpoint_url`](Self::endpoint_url) for
    /// it. Can be set for several products.
    pub fn endpoint_url_for(mut self, product: impl Into<String>, url: impl Into<String>) -> Self {
        self.endpoints.of_products.push((product.into(), url.into()));
        self
    }

    /// Sends and signs this `Host`, such as `redis.tencentcloudapi.com`, and not that of the endpoint URL, to which it
    /// still connects. For a tunnel or a private address that passes requests on as they are. The host of one product
    /// serves that product only.
    pub fn sign_host(mut self, host: impl Into<String>) -> Self {
        self.endpoints.signed_host = Some(host.into());
        self
    }

    /// Whether endpoint URLs of other machines can be plain `http`, as those of an emulator in another container are.
    /// Everybody on the way can then read requests and responses, with the passwords in them. Default:
    /// `TENCENTCLOUD_ALLOW_PLAIN_HTTP` (`true` or `false`), or else no.
    pub fn allow_plain_http(mut self, allow: bool) -> Self {
        self.endpoints.allow_plain_http = Some(allow);
        self
    }
}

impl EndpointSettings {
    /// The endpoints, with what the environment sets if the program does not.
    pub(super) fn resolve(self, environment: &Environment) -> Result<Endpoints, String> {
        const ALLOW: &str = "TENCENTCLOUD_ALLOW_PLAIN_HTTP";
        let variable = |name| environment.get(name).map_err(|error| error.to_string());
        let allow_plain = match self.allow_plain_http {
            Some(allow) => allow,
            None => match variable(ALLOW)?.as_deref().map(str::trim) {
                None | Some("false" | "0") => false,
                Some("true" | "1") => true,
                Some(other) => return Err(format!("{ALLOW} is `{}`; write true or false", other.escape_debug())),
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
