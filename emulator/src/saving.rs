//! What the state file keeps of an emulator, and when it is written.

use std::io;

use serde::Deserialize;
use serde_json::Value;

use crate::{
    clock::Adjustment, faults::Fault, gateway::Gateway, master_keys::MasterKeys, products::Products,
    request_log::RequestLog,
};

/// What is kept besides the state of the products.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    next_serial: u64,
    clock: Adjustment,
    faults: Vec<Fault>,
    rate_limits: bool,
    keys: MasterKeys,
}

/// The content of a state file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SavedState {
    emulator: Settings,
    #[serde(default)]
    products: Products,
}

impl SavedState {
    /// Reads the content of a state file. The error names what cannot be read.
    pub(crate) fn parse(content: Value) -> Result<Self, String> {
        serde_json::from_value(content).map_err(|error| error.to_string())
    }

    pub(crate) fn keys(&self) -> MasterKeys {
        self.emulator.keys.clone()
    }
}

impl Gateway {
    /// Continues with a state that has been read.
    pub(crate) fn restore(&self, state: SavedState) {
        let SavedState { emulator, mut products } = state;
        self.ids.continue_after(emulator.next_serial);
        self.clock.restore(emulator.clock);
        self.faults.restore(emulator.faults);
        self.rate_limits.enforce(emulator.rate_limits);
        if let Some(data_plane) = &self.data_plane {
            data_plane.await_ports(&mut products);
        } else {
            products.forget_ports();
        }
        self.change(self.now(), |current| *current = products);
    }

    /// Notes that the state may differ from that in the file.
    pub(crate) fn mark_stale(&self) {
        if let Some(file) = &self.state_file {
            file.mark_stale();
        }
    }

    /// Writes what has changed since the state file was written, if something may have.
    pub(crate) fn save(&self) -> io::Result<()> {
        let Some(file) = &self.state_file else { return Ok(()) };
        file.save(|scan| {
            scan.within("emulator", |scan| {
                scan.record("next_serial", &self.ids.next_serial())?;
                scan.record("clock", &self.clock.adjustment())?;
                scan.record("faults", &self.faults.all())?;
                scan.record("rate_limits", &self.rate_limits.are_enforced())?;
                scan.record("keys", &self.master_keys)
            })?;
            let products = self.products();
            scan.within("products", |scan| products.scan(scan))
        })
        .map_err(|error| {
            let problem = format!("cannot write the state file {}: {error}", file.path().display());
            io::Error::new(error.kind(), problem)
        })
    }

    /// Saves after a change that no call has made. No one waits for the outcome, so a failure is in the log of requests.
    pub(crate) fn save_or_log(&self) {
        self.mark_stale();
        if let Err(problem) = self.save() {
            let error = Some(("StateFile".to_owned(), problem.to_string()));
            let action = Some("state file".to_owned());
            self.observe(RequestLog { action, error, ..RequestLog::new(self.now().into(), self.ids.uuid()) });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use serde_json::Map;

    use super::*;
    use crate::{ManualClock, gateway::Circumstances, state_file::StateFile};

    /// Another thread that saves takes the mark, and then waits for the products.
    #[test]
    fn what_changes_while_another_thread_saves_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let mut gateway = Gateway::for_tests(&ManualClock::new(SystemTime::UNIX_EPOCH), 1);
        gateway.state_file = Some(StateFile::open(&folder.path().join("state")).unwrap().0);
        let file = gateway.state_file.as_ref().unwrap();
        let take_mark = || file.save(|_| Ok(())).unwrap();
        let (caller, now, params) = (gateway.keys.first_caller(), gateway.now(), Map::new());
        let calls = Circumstances { caller: &caller, region: "ap-tokyo", now, failure: None };

        let (api, action) = gateway.catalog.find("redis", "ManualBackupInstance").unwrap();
        gateway.with_call(api, action, &params, calls, |_, _, _| take_mark());
        assert!(file.is_stale(), "the change of a call");

        take_mark();
        let (api, action) = gateway.catalog.find("redis", "DescribeInstances").unwrap();
        gateway.execute(api, action, &params, Circumstances { failure: Some("why"), ..calls }).unwrap();
        assert!(file.is_stale(), "the fault that has occurred");
    }
}
