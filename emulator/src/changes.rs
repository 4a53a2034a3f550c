//! Changes of the products, which servers of instances follow.

use serde_json::{Map, Value};

use crate::{
    gateway::Gateway,
    products::{Call, Products},
    request_log::RequestLog,
    time::Time,
};

impl Gateway {
    /// Changes the products, and the servers of their instances.
    pub(crate) fn change<T>(&self, now: Time, f: impl FnOnce(&mut Products) -> T) -> T {
        let mut products = self.products();
        if self.data_plane.is_some() || products.is_due(now) {
            self.mark_stale();
        }
        let Some(data_plane) = &self.data_plane else {
            let outcome = f(&mut products);
            products.drop_data_requests();
            return outcome;
        };
        // What has happened before the change concerns the data of that time.
        let mut problems = data_plane.settle(&mut products, now, self.tools());
        let outcome = f(&mut products);
        problems.extend(data_plane.reconcile(&mut products, self.tools()));
        drop(products);
        for (instance, problem) in problems {
            let action = Some(format!("redis-server of {instance}"));
            let error = Some(("DataPlane".to_owned(), problem));
            self.observe(RequestLog { action, error, ..RequestLog::new(now.into(), self.ids.uuid()) });
        }
        outcome
    }

    /// Applies what has happened, if the servers of instances depend on it.
    pub(crate) fn settle_data_plane(&self) {
        let now = self.now();
        if self.data_plane.as_ref().is_some_and(|data_plane| data_plane.is_due(&mut self.products(), now)) {
            self.change(now, |_| ());
            self.save_or_log();
        }
    }

    /// Replaces the state of the products. The servers of their instances start anew.
    pub(crate) fn replace(&self, products: Products) {
        if let Some(data_plane) = &self.data_plane {
            data_plane.stop();
        }
        self.change(self.now(), |current| *current = products);
        if let Some(file) = &self.state_file {
            file.mark_replaced();
        }
    }

    /// Shows the behavior of calls that monitor an instance what is seen on its server.
    pub(crate) fn observe_server(&self, products: &mut Products, call: &Call<'_>, params: &Map<String, Value>) {
        if let Some(data_plane) = self.data_plane.as_ref().filter(|_| call.action.topic == "monitoring") {
            let instance = params.get("InstanceId").and_then(Value::as_str).unwrap_or_default();
            data_plane.observe(products, call.now, call.account.uin, call.region, instance);
        }
    }
}
