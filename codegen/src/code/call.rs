//! A call, as all languages need it.

use serde_json::{Map, Value};

use crate::spec::{self, StreamsWhen, catalog, version_name};

/// A call of an action.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The version of the product that has the action.
    pub version: &'a spec::ApiVersion,
    /// The action.
    pub action: &'a spec::Action,
    /// The region. Without one, programs read `TENCENTCLOUD_REGION`.
    pub region: Option<&'a str>,
    /// The parameters.
    pub parameters: &'a Map<String, Value>,
    /// Where to call, such as `http://127.0.0.1:9021`, or a host. Without it, programs call the product's own host.
    pub endpoint: Option<&'a str>,
}

impl<'a> Call<'a> {
    /// Returns the product's short name, such as `redis`.
    pub(super) fn product(&self) -> &'a str {
        &self.version.product.product
    }

    /// Returns the version of the API, such as `2018-04-12`.
    pub(super) fn number(&self) -> &'a str {
        &self.version.product.version
    }

    /// Returns the version as names contain it, such as `v20180412`.
    pub(super) fn version_name(&self) -> String {
        version_name(self.number())
    }

    /// Returns whether the product's name alone stands for this version.
    pub(super) fn is_meant(&self) -> bool {
        catalog::latest(self.product()).is_none_or(|meant| meant == self.number())
    }

    /// Returns whether this is the newest version, which a product's name stands for in official tools.
    pub(super) fn is_newest(&self) -> bool {
        catalog::versions().filter(|(product, _)| *product == self.product()).all(|(_, number)| number <= self.number())
    }

    /// Returns the name of the action.
    pub(super) fn action_name(&self) -> &'a str {
        &self.action.action
    }

    /// Returns what the program does, in a few words.
    pub(super) fn title(&self) -> String {
        format!("Calls {} of {}, version {} of its API.", self.action_name(), self.product(), self.number())
    }

    /// Returns whether the response is a stream of events.
    pub(super) fn is_stream(&self) -> bool {
        let Some(streams) = &self.action.streams else { return false };
        let asked = streams.parameter.as_ref().and_then(|parameter| self.parameters.get(parameter));
        match asked {
            Some(value) => streams.when == StreamsWhen::Always || *value == true || *value == 1,
            None => streams.when != StreamsWhen::Requested,
        }
    }

    /// Returns the endpoint's scheme and its host with port.
    pub(super) fn endpoint(&self) -> Option<(&'a str, &'a str)> {
        let endpoint = self.endpoint?;
        let (scheme, host) = endpoint.split_once("://").unwrap_or(("https", endpoint));
        Some((scheme, host.trim_end_matches('/')))
    }
}
