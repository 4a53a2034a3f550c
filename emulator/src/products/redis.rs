//! TencentDB for Redis.
//!
//! Each topic of the spec has a folder with its actions and a table of them. `state` contains what they read and change:
//! plain data. Nothing runs in the background: what a workflow changes later is an effect on the agenda, and `settle`
//! applies the effects that are due before each call.

mod accounts;
#[cfg(test)]
pub(crate) mod audit;
mod backups;
mod delivery;
mod handler;
mod instances;
mod logs;
mod maintenance;
mod membership;
mod monitoring;
mod networks;
mod offers;
mod ordering;
mod overview;
mod parameters;
mod parts;
mod prices;
mod pricing;
mod reasons;
mod replication;
mod security;
#[cfg(feature = "data-plane")]
pub(crate) mod servers;
mod settle;
mod state;
mod tasks;
mod time_range;
mod violations;
mod workflows;
mod zones;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use self::{handler::Handler, state::Account};
use crate::{
    params::{Params, Violation},
    products::{
        call::{Call, Moment, Outcome},
        refusal::Refusal,
    },
    state_file::Scan,
    time::Time,
};

/// The actions of each topic.
const TOPICS: [&[(&str, Handler)]; 12] = [
    instances::ACTIONS,
    pricing::ACTIONS,
    maintenance::ACTIONS,
    tasks::ACTIONS,
    backups::ACTIONS,
    accounts::ACTIONS,
    parameters::ACTIONS,
    networks::ACTIONS,
    security::ACTIONS,
    replication::ACTIONS,
    monitoring::ACTIONS,
    logs::ACTIONS,
];

/// The state of the product.
#[derive(Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Redis {
    /// By the number that users name an account by.
    accounts: BTreeMap<u64, Account>,
}

impl Redis {
    /// Returns whether there is something that has happened until now, and has not been applied.
    pub(crate) fn is_due(&self, now: Time) -> bool {
        self.accounts.values().any(|account| account.agenda.is_due(now))
    }

    /// Visits what the state file keeps.
    pub(super) fn scan(&self, scan: &mut Scan<'_>) -> serde_json::Result<()> {
        let Self { accounts } = self;
        scan.within("accounts", |scan| {
            accounts.iter().try_for_each(|(uin, account)| scan.within(uin, |scan| account.scan(scan)))
        })
    }

    /// Forgets on which ports servers listen.
    pub(super) fn forget_ports(&mut self) {
        let regions = self.accounts.values_mut().flat_map(|account| account.regions.values_mut());
        regions.flat_map(|region| region.instances.values_mut()).for_each(|instance| instance.is_local = false);
    }

    /// Forgets what is to happen to the data of instances, of which there is none.
    pub(super) fn drop_data_requests(&mut self) {
        for region in self.accounts.values_mut().flat_map(|account| account.regions.values_mut()) {
            region.data_requests.clear();
        }
    }

    /// Executes an action. Returns `None` if the action is not implemented.
    pub(super) fn execute(&mut self, call: &Call<'_>, params: Params<'_>) -> Option<Outcome> {
        let handler = handler(&call.action.action)?;
        let account = self.accounts.entry(call.account.uin).or_default();
        account.settle(call.now, call.tools);
        Some(handler(account, call, params))
    }

    /// Returns the codes of a value that the spec does not allow.
    pub(super) fn violation_codes(parameter: &str, violation: Violation) -> &'static [&'static str] {
        violations::codes(parameter, violation)
    }

    /// Adds an instance that is running. `params` are those of CreateInstances.
    pub(super) fn add_instance(&mut self, call: &Call<'_>, params: Params<'_>, id: &str) -> Result<(), Refusal> {
        instances::add(self.accounts.entry(call.account.uin).or_default(), call, params, id)
    }

    #[cfg(test)]
    pub(super) fn has_behavior(action: &str) -> bool {
        handler(action).is_some()
    }

    /// Returns the content of a file that can be downloaded: of a backup, of the export of a log, or a certificate.
    pub(super) fn file(&mut self, moment: &Moment<'_>, name: &str) -> Option<Vec<u8>> {
        let in_account = self.accounts.values_mut().find_map(|account| {
            account.settle(moment.now, moment.tools);
            let region = account.regions.get(moment.region)?;
            backups::file(region, name).or_else(|| logs::file(region, name))
        });
        in_account.or_else(|| networks::certificate(name))
    }
}

fn handler(action: &str) -> Option<Handler> {
    TOPICS.into_iter().flatten().find(|(name, _)| *name == action).map(|(_, handler)| *handler)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn every_action_is_in_the_topic_of_the_spec() {
        let catalog = Catalog::embedded().unwrap();
        let api = catalog.versions("redis").next().unwrap();
        for actions in TOPICS {
            let topics: Vec<_> = actions.iter().map(|(action, _)| &api.actions[*action].topic).collect();
            assert!(topics.windows(2).all(|pair| pair[0] == pair[1]), "{topics:?}");
        }
    }
}
