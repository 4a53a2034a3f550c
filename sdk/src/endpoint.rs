//! The host to which a request is sent.

mod host;
mod url;

use std::fmt;

use hyper::Uri;

use crate::common::Site;
use crate::region::Region;
use crate::transport::Schemes;

pub(crate) use url::Endpoint;

/// The hosts to which the requests of all products are sent: those that the program and the environment set, or else
/// the product's own host.
pub(crate) struct Endpoints {
    pub(crate) site: Site,
    /// What follows a product's name in its host, in place of the site's domain.
    pub(crate) root_domain: Option<String>,
    /// The endpoint of every product, unless its host is that of one product.
    pub(crate) shared: Option<Endpoint>,
    /// The endpoints of single products; the last one for a product applies.
    pub(crate) of_products: Vec<(String, Endpoint)>,
    /// The host to sign in place of that of an endpoint.
    pub(crate) signed_host: Option<String>,
}

/// The origin of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    /// The program, which gets an error if it calls the wrong host.
    Program,
    /// The SDK, to obtain credentials for calls of the program. It calls the host of the same domain.
    Sdk,
}

impl Endpoints {
    /// Checks what does not depend on the product.
    pub(crate) fn check(&self, region: Option<&Region>) -> Result<(), String> {
        if let Some(domain) = &self.root_domain
            && !host::is_name(domain)
        {
            return Err(format!(
                "invalid root domain `{}`; write it like tencentcloudapi.com, without a product",
                domain.escape_debug()
            ));
        }
        if let Some(host) = &self.signed_host {
            let (name, port) = host.split_once(':').map_or((host.as_str(), None), |(name, port)| (name, Some(port)));
            if !host::is_name(name) || port.is_some_and(|port| port.parse::<u16>().is_err()) {
                return Err(format!(
                    "invalid host to sign `{}`; write it like redis.tencentcloudapi.com",
                    host.escape_debug()
                ));
            }
            if self.shared.is_none() && self.of_products.is_empty() {
                return Err(
                    "a host to sign requires an endpoint URL to connect to; set one with endpoint_url".to_owned()
                );
            }
        }
        for (product, endpoint) in &self.of_products {
            check_product(product)?;
            self.explicit(product, endpoint, region, Caller::Program)?;
        }
        match &self.shared {
            Some(endpoint) => host::check_zone(self.signed_host.as_deref().unwrap_or(&endpoint.signed_host), region),
            // Whether the site serves the region's zone does not depend on the product.
            None => self.default_of("any", region).map(drop),
        }
    }

    /// Returns the endpoint of a product in a region, or the reason why there is none.
    pub(crate) fn of(&self, product: &str, region: Option<&Region>, caller: Caller) -> Result<Endpoint, String> {
        // The product becomes part of a host name and must be valid there.
        check_product(product)?;
        let of_product = self.of_products.iter().rev().find(|(name, _)| name == product);
        match of_product.map(|(_, endpoint)| endpoint).or(self.shared.as_ref()) {
            Some(endpoint) => self.explicit(product, endpoint, region, caller),
            None => self.default_of(product, region),
        }
    }

    /// Returns an endpoint that was set explicitly, for one product.
    fn explicit(
        &self,
        product: &str,
        endpoint: &Endpoint,
        region: Option<&Region>,
        caller: Caller,
    ) -> Result<Endpoint, String> {
        let mut endpoint = endpoint.clone();
        if let Some(host) = &self.signed_host {
            endpoint.signed_host.clone_from(host);
        }
        host::check_zone(&endpoint.signed_host, region)?;
        match host::product_of(&endpoint.signed_host) {
            Some(named) if named != product && caller == Caller::Sdk => {
                let host = host::of_same_domain(&endpoint.signed_host, product);
                if self.signed_host.is_some() {
                    Ok(Endpoint { signed_host: host, ..endpoint })
                } else {
                    endpoint.at(host)
                }
            }
            Some(named) if named != product => Err(format!(
                "the endpoint {} is a host of {named}, but {product} was called; set it with \
                 Config::builder().endpoint_url_for(\"{named}\", …), or use \
                 root_domain(\"{}\") for all products of a domain",
                endpoint.signed_host,
                host::domain_of(&endpoint.signed_host)
            )),
            _ => Ok(endpoint),
        }
    }

    /// Returns the host of a product at a site: the one nearest to the caller, or for a financial region the region's
    /// own.
    fn default_of(&self, product: &str, region: Option<&Region>) -> Result<Endpoint, String> {
        let site_domain = self.site.domain();
        let domain = self.root_domain.as_deref().unwrap_or(site_domain);
        let host = match region.filter(|region| region.is_financial()) {
            // A private cloud has its own zones, which its domain determines.
            Some(region) if self.root_domain.is_some() => {
                let host = format!("{product}.{domain}");
                host::check_zone(&host, Some(region))?;
                host
            }
            None => format!("{product}.{domain}"),
            Some(region) if self.site.regional_hosts() => format!("{product}.{region}.{domain}"),
            Some(region) => {
                return Err(format!("the financial region {region} is not served at {domain}; use Site::China"));
            }
        };
        Endpoint::parse(&format!("https://{host}/"), false)
    }

    /// Returns which schemes are used to call other machines.
    pub(crate) fn schemes(&self) -> Schemes {
        let explicit = self.of_products.iter().map(|(_, endpoint)| endpoint).chain(&self.shared);
        let mut schemes = Schemes { http: false, https: self.shared.is_none() };
        for endpoint in explicit.filter(|endpoint| !endpoint.is_loopback()) {
            let scheme = if endpoint.is_plain() { &mut schemes.http } else { &mut schemes.https };
            *scheme = true;
        }
        schemes
    }

    /// Returns whether some calls are sent without TLS.
    pub(crate) fn has_plain(&self) -> bool {
        self.of_products.iter().map(|(_, endpoint)| endpoint).chain(&self.shared).any(Endpoint::is_plain)
    }
}

fn check_product(product: &str) -> Result<(), String> {
    if !product.is_empty() && product.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        return Ok(());
    }
    Err(format!("invalid product `{}`; write it like redis", product.escape_debug()))
}

/// Shows the URLs that are set, which contain no user and no password.
impl fmt::Debug for Endpoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let products: Vec<(&str, &Uri)> =
            self.of_products.iter().map(|(product, endpoint)| (product.as_str(), &endpoint.uri)).collect();
        f.debug_struct("Endpoints")
            .field("site", &self.site)
            .field("root_domain", &self.root_domain)
            .field("url", &self.shared.as_ref().map(|endpoint| &endpoint.uri))
            .field("of_products", &products)
            .field("signed_host", &self.signed_host)
            .finish()
    }
}

#[cfg(test)]
mod tests;
