//! Links to the forms of actions, filled with parameters.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use maud::{Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tencloud_calls::Version;

use crate::service::{PRODUCTS, REDIS};
use crate::submitted::REGION;

/// The product and version of each action of the emulator.
pub(super) static ACTIONS: LazyLock<BTreeMap<&str, (&str, &str)>> = LazyLock::new(|| {
    let actions = |(product, number)| {
        (Version { product, number }).actions().into_iter().map(move |action| (action, (product, number)))
    };
    PRODUCTS.into_iter().flat_map(actions).collect()
});

/// Returns the address of the form of an action of redis, filled with parameters.
pub(super) fn form(action: &str, region: &str, parameters: &[(&str, &str)]) -> String {
    let (product, number) = REDIS;
    let fields = [(REGION, region)].into_iter().chain(parameters.iter().copied());
    let fields = fields.map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)));
    format!("/{product}/{number}/{action}?{}", fields.collect::<Vec<_>>().join("&"))
}

/// Draws the name of an action as a link to its form, if the emulator has the action.
pub(super) fn link_of(action: &str, region: Option<&str>) -> Markup {
    let region = region.filter(|region| !region.is_empty());
    let query = region.map(|region| format!("?{REGION}={}", utf8_percent_encode(region, NON_ALPHANUMERIC)));
    html! {
        @match ACTIONS.get(action) {
            Some((product, number)) => a href={ "/" (product) "/" (number) "/" (action) (query.unwrap_or_default()) } { (action) },
            None => (action),
        }
    }
}

#[cfg(test)]
mod tests {
    use tencloud_calls::Target;

    use super::*;

    #[test]
    fn links_lead_to_forms_that_have_these_parameters() {
        let link = form("DescribeTaskInfo", "ap-guangzhou", &[("TaskId", "1&x=<")]);
        assert_eq!(link, "/redis/2018-04-12/DescribeTaskInfo?_region=ap%2Dguangzhou&TaskId=1%26x%3D%3C");
        for (action, parameters) in [
            ("DescribeInstances", &["InstanceId"][..]),
            ("ManualBackupInstance", &["InstanceId"]),
            ("DescribeTaskInfo", &["TaskId"]),
            ("DescribeInstanceDealDetail", &["DealName"]),
            ("DescribeBackupDetail", &["InstanceId", "BackupId"]),
            ("DescribeBackupUrl", &["InstanceId", "BackupId"]),
            ("CreateInstances", &[]),
        ] {
            let target = Target::find(REDIS.0, Some(REDIS.1), action).unwrap();
            for name in parameters {
                assert!(target.action.parameters.iter().any(|field| field.name == *name), "{action} {name}");
            }
            assert!(ACTIONS.contains_key(action));
        }
        assert!(ACTIONS.contains_key("AssumeRole"));
    }
}
