//! A story of calls that someone makes until the emulator is killed, and what must be left of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

use fastrand::Rng;
use serde_json::{Value, json};

use crate::{binary::now, support::RequestBuilder};

/// How many instances there are at most.
const INSTANCES: usize = 8;

/// Whom the story is told by.
pub(super) struct Teller {
    rng: Rng,
    count: u32,
    known: Known,
}

/// What has been acknowledged.
#[derive(Default)]
struct Known {
    /// The name of each instance, and the one that was being set when the emulator was killed.
    instances: BTreeMap<String, (String, Option<String>)>,
    /// Their ports, if they have servers.
    ports: BTreeMap<String, u64>,
    destroyed: BTreeSet<String>,
    tasks: Vec<u64>,
    orders: Vec<String>,
    templates: BTreeMap<String, String>,
    /// The remarks of backups of each instance.
    remarks: BTreeMap<String, Vec<String>>,
}

/// Makes a call. Returns `None` if there was no complete response.
fn call(host: &str, action: &str, parameters: &Value) -> Option<Value> {
    let request = RequestBuilder::new("POST", host, now())
        .modify(|request| request.body = parameters.to_string().into())
        .with("x-tc-action", action)
        .with("x-tc-version", "2018-04-12")
        .with("x-tc-region", "ap-tokyo");
    let response = exchange(host, &request.into_bytes(|request| request))?;
    Some(serde_json::from_str::<Value>(&response).ok()?["Response"].take())
}

/// Sends a request. Returns the body of the response, as far as it came.
fn exchange(host: &str, bytes: &[u8]) -> Option<String> {
    let mut stream = TcpStream::connect(host).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    stream.write_all(bytes).ok()?;
    let mut received = String::new();
    stream.read_to_string(&mut received).ok()?;
    Some(received.split_once("\r\n\r\n")?.1.to_owned())
}

impl Teller {
    pub(super) fn new(seed: u64) -> Self {
        Self { rng: Rng::with_seed(seed), count: 0, known: Known::default() }
    }

    /// Turns off rate limits, which the state file has, too.
    pub(super) fn prepare(host: &str) {
        let body = r#"{"enforced":false}"#;
        let head = format!("PUT /_emulator/rate_limits HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
        let head = format!("{head}content-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
        exchange(host, format!("{head}{body}").as_bytes()).unwrap();
    }

    /// Makes calls until there is no response. Returns how many have succeeded.
    pub(super) fn tell(&mut self, host: &str) -> usize {
        let mut succeeded = 0;
        while let Some(response) = self.step(host) {
            succeeded += usize::from(response.get("Error").is_none());
        }
        succeeded
    }

    fn some_instance(&mut self) -> Option<String> {
        self.rng.choice(self.known.instances.keys()).cloned()
    }

    fn step(&mut self, host: &str) -> Option<Value> {
        self.count += 1;
        let name = format!("n{}", self.count);
        let id = self.some_instance().filter(|_| self.rng.u8(0..8) > 0);
        match (id, self.rng.u8(0..8)) {
            (None, _) if self.known.instances.len() < INSTANCES => self.create(host, name),
            (None, _) | (_, 0) => {
                let parameters = json!({ "Name": name, "Description": "a", "ProductType": 2 });
                let response = call(host, "CreateParamTemplate", &parameters)?;
                if let Some(id) = response["TemplateId"].as_str() {
                    self.known.templates.insert(id.to_owned(), name);
                }
                Some(response)
            }
            (Some(id), 1..4) => {
                let pending =
                    |known: &mut Known| known.instances.get_mut(&id).map(|names| names.1 = Some(name.clone()));
                pending(&mut self.known);
                let parameters = json!({ "Operation": "rename", "InstanceIds": [id], "InstanceNames": [name] });
                let response = call(host, "ModifyInstance", &parameters)?;
                let names = self.known.instances.get_mut(&id).unwrap();
                names.1 = None;
                if response.get("Error").is_none() {
                    names.0 = name;
                }
                Some(response)
            }
            (Some(id), 4..6) => {
                let response = call(host, "ManualBackupInstance", &json!({ "InstanceId": id, "Remark": name }))?;
                if self.keep_task(&response) {
                    self.known.remarks.entry(id).or_default().push(name);
                }
                Some(response)
            }
            (Some(id), 6) => {
                let response = call(host, "ResetPassword", &json!({ "InstanceId": id, "Password": "Passw0rd!" }))?;
                self.keep_task(&response);
                Some(response)
            }
            (Some(id), _) => {
                // Whether it exists is open until there is a response.
                let names = self.known.instances.remove(&id).unwrap();
                let (port, remarks) = (self.known.ports.remove(&id), self.known.remarks.remove(&id));
                let response = call(host, "DestroyPostpaidInstance", &json!({ "InstanceId": id }))?;
                if self.keep_task(&response) {
                    self.known.destroyed.insert(id);
                } else {
                    self.known.instances.insert(id.clone(), names);
                    self.known.ports.extend(port.map(|port| (id.clone(), port)));
                    self.known.remarks.extend(remarks.map(|remarks| (id, remarks)));
                }
                Some(response)
            }
        }
    }

    fn create(&mut self, host: &str, name: String) -> Option<Value> {
        let order = json!({
            "TypeId": 15, "MemSize": 1024, "GoodsNum": 1, "Period": 1, "BillingMode": 0, "Password": "Passw0rd!",
            "InstanceName": name,
        });
        let response = call(host, "CreateInstances", &order)?;
        let id = response["InstanceIds"][0].as_str().unwrap_or_else(|| panic!("{response}"));
        self.known.orders.push(response["DealId"].as_str().unwrap().to_owned());
        let names = (name, None);
        assert!(self.known.instances.insert(id.to_owned(), names).is_none(), "{id} is not unique");
        assert!(!self.known.destroyed.contains(id), "{id} is not unique");
        Some(response)
    }

    /// Notes the task of a response. Returns whether there is one.
    fn keep_task(&mut self, response: &Value) -> bool {
        let id = response["TaskId"].as_u64();
        assert!(id.is_none_or(|id| !self.known.tasks.contains(&id)), "{id:?} is not unique");
        self.known.tasks.extend(id);
        id.is_some()
    }

    /// Checks that all that has been acknowledged is there.
    pub(super) fn check(&mut self, host: &str) {
        let list = call(host, "DescribeInstances", &json!({ "Limit": 100 })).unwrap();
        let list = list["InstanceSet"].as_array().unwrap();
        let shown: BTreeMap<_, _> = list.iter().map(|shown| (shown["InstanceId"].as_str().unwrap(), shown)).collect();
        for (id, (name, pending)) in &mut self.known.instances {
            let shown = shown.get(id.as_str()).unwrap_or_else(|| panic!("{id} is lost"));
            let present = shown["InstanceName"].as_str().unwrap();
            assert!(present == name || Some(present) == pending.as_deref(), "{id}: {present} for {name}, {pending:?}");
            (*name, *pending) = (present.to_owned(), None);
            // Servers have ports of their own.
            let (port, status) = (shown["Port"].as_u64().unwrap(), shown["Status"].as_i64());
            if status == Some(2) && port != 6379 {
                let before = *self.known.ports.entry(id.clone()).or_insert(port);
                assert_eq!(port, before, "{id} has another port");
                let address = format!("127.0.0.1:{port}");
                let answer = redis(&address, "AUTH Passw0rd!\r\nPING\r\nQUIT\r\n");
                assert_eq!(answer.as_deref(), Some("+OK\r\n+PONG\r\n+OK\r\n"), "{id}");
            }
        }
        for id in &self.known.destroyed {
            assert!(shown.get(id.as_str()).is_none_or(|shown| shown["Status"] != 2), "{id} is back");
        }
        for task in self.known.tasks.iter().rev().take(10) {
            let shown = call(host, "DescribeTaskInfo", &json!({ "TaskId": task })).unwrap();
            assert!(shown["Status"].is_string(), "task {task}: {shown}");
        }
        for order in self.known.orders.iter().rev().take(10) {
            let shown = call(host, "DescribeInstanceDealDetail", &json!({ "DealIds": [order] })).unwrap();
            assert_eq!(shown["DealDetails"][0]["DealId"], **order, "{shown}");
        }
        let templates = call(host, "DescribeParamTemplates", &json!({})).unwrap();
        let templates: BTreeMap<_, _> = templates["Items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|template| {
                (template["TemplateId"].as_str().unwrap().to_owned(), template["Name"].as_str().unwrap().to_owned())
            })
            .collect();
        for (id, name) in &self.known.templates {
            assert_eq!(templates.get(id), Some(name));
        }
        for (id, remarks) in &self.known.remarks {
            let list = call(host, "DescribeInstanceBackups", &json!({ "InstanceId": id, "Limit": 100 })).unwrap();
            let text = list["BackupSet"].to_string();
            for remark in remarks.iter().rev().take(50) {
                assert!(text.contains(&format!("\"{remark}\"")), "{id} lacks the backup {remark}");
            }
        }
    }

    /// The ports of all servers.
    pub(super) fn ports(&self) -> impl Iterator<Item = u64> {
        self.known.ports.values().copied()
    }
}

/// Sends commands to a server.
fn redis(address: &str, commands: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.write_all(commands.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}
