//! The commands that clients send to an instance, for logs and statistics. No client is needed: each instance runs one
//! command a minute from its creation until its isolation, and everything about a command follows from the id of the
//! instance and from the minute.

use serde::{Deserialize, Serialize};

use crate::time::Time;

const MINUTE_MS: u64 = 60_000;

/// What determines the commands of an instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Workload {
    pub(crate) instance_id: String,
    pub(crate) begin: Time,
    /// `None` if it goes on.
    pub(crate) end: Option<Time>,
    /// When there are no commands in between, in order.
    pub(crate) pauses: Vec<(Time, Time)>,
    /// The ids of the primaries, in the order of the shards, then those of the first replicas and so on.
    pub(crate) nodes: Vec<Vec<String>>,
    pub(crate) reads_from_replicas: bool,
}

/// The type of the value of a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum DataType {
    #[default]
    String,
    List,
    Set,
    SortedSet,
    Hash,
}

/// The keys of every instance, with their types.
pub(crate) const KEYS: [(&str, DataType); 10] = [
    ("page:home", DataType::String),
    ("page:search", DataType::String),
    ("visits:today", DataType::String),
    ("cart:1001", DataType::Hash),
    ("cart:1002", DataType::Hash),
    ("user:1001", DataType::Hash),
    ("queue:mails", DataType::List),
    ("queue:orders", DataType::List),
    ("tags:sale", DataType::Set),
    ("ranking:daily", DataType::SortedSet),
];

/// A command that a client has sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Command {
    pub(crate) time: Time,
    pub(crate) is_write: bool,
    pub(crate) key: &'static str,
    pub(crate) data_type: DataType,
    /// A number in its arguments.
    pub(crate) number: u64,
    /// How long the node ran it, in milliseconds.
    pub(crate) duration: u64,
    /// How long the proxy took to receive it from the client, in milliseconds.
    pub(crate) receiving: u64,
    /// How long the proxy took to send the response to the client, in milliseconds.
    pub(crate) sending: u64,
    /// The number of the client, from 1 on.
    pub(crate) client: u64,
    pub(crate) client_port: u64,
    /// The number of the shard. If there are fewer shards, they are counted again.
    shard: usize,
    /// 0 for the primary, otherwise a replica.
    pub(crate) replica: usize,
}

impl Workload {
    /// Returns the commands in a range of times, whose bounds are inclusive, in order. `end` must not lie in the future.
    pub(crate) fn commands(&self, begin: Time, end: Time) -> impl DoubleEndedIterator<Item = Command> {
        let seed = self.instance_id.bytes().fold(0, |seed, byte| mix(seed ^ u64::from(byte)));
        let end = self.end.map_or(end, |own| own.min(end));
        // Until the second minute begins, the instance has been delivered.
        let first = self.begin.millis() / MINUTE_MS + 2;
        let minutes = first.max(begin.millis() / MINUTE_MS)..end.millis() / MINUTE_MS + 1;
        minutes
            .map(move |minute| self.command(seed, minute))
            .filter(move |command| begin <= command.time && command.time <= end && self.runs_at(command.time))
    }

    /// Returns whether the instance ran at a time.
    pub(crate) fn runs_at(&self, time: Time) -> bool {
        let later = self.pauses.partition_point(|(begin, _)| *begin <= time);
        let pause = later.checked_sub(1).and_then(|last| self.pauses.get(last));
        self.begin <= time && self.end.is_none_or(|end| time <= end) && pause.is_none_or(|(_, end)| *end <= time)
    }

    /// Returns the id of the node that ran a command.
    pub(crate) fn node_of(&self, command: &Command) -> &str {
        let nodes = self.nodes.get(command.replica).map_or(&[][..], Vec::as_slice);
        nodes.get(command.shard % nodes.len().max(1)).map_or("", String::as_str)
    }

    fn command(&self, seed: u64, minute: u64) -> Command {
        let mut random = mix(seed ^ minute);
        let mut below = |bound: u64| {
            random = mix(random);
            random % bound
        };
        let at = below(KEYS.len() as u64);
        let (key, data_type) = KEYS.get(at as usize).copied().unwrap_or_default();
        let is_write = below(3) == 0;
        Command {
            time: Time::from_millis(minute * MINUTE_MS + below(MINUTE_MS)),
            is_write,
            key,
            data_type,
            number: below(1000),
            duration: match below(100) {
                0..50 => 0,
                50..65 => 1 + below(4),
                65..75 => 5 + below(5),
                75..94 => 10 + below(40),
                94..99 => 50 + below(150),
                _ => 200 + below(800),
            },
            receiving: match below(100) {
                0..80 => 0,
                80..98 => 1 + below(30),
                _ => 500 + below(400),
            },
            sending: below(3) / 2 * below(12),
            client: 1 + below(3),
            client_port: 40_000 + below(20_000),
            shard: at as usize,
            replica: usize::from(!is_write && self.reads_from_replicas && below(2) == 0),
        }
    }
}

impl Command {
    pub(crate) fn name(&self) -> &'static str {
        match (self.data_type, self.is_write) {
            (DataType::String, false) => "get",
            (DataType::String, true) => "set",
            (DataType::List, false) => "lrange",
            (DataType::List, true) => "lpush",
            (DataType::Set, false) => "smembers",
            (DataType::Set, true) => "sadd",
            (DataType::SortedSet, false) => "zrange",
            (DataType::SortedSet, true) => "zadd",
            (DataType::Hash, false) => "hget",
            (DataType::Hash, true) => "hset",
        }
    }

    /// Returns the command with its arguments.
    pub(crate) fn line(&self) -> String {
        let (name, key, number) = (self.name(), self.key, self.number);
        match (self.data_type, self.is_write) {
            (DataType::String | DataType::Set, false) => format!("{name} {key}"),
            (DataType::List | DataType::SortedSet, false) => format!("{name} {key} 0 {number}"),
            (DataType::String | DataType::List | DataType::Set, true) => format!("{name} {key} {number}"),
            (DataType::SortedSet, true) => format!("{name} {key} {number} member:{}", number % 100),
            (DataType::Hash, false) => format!("{name} {key} field:{}", number % 10),
            (DataType::Hash, true) => format!("{name} {key} field:{} {number}", number % 10),
        }
    }

    /// Returns the address of the client.
    pub(crate) fn client_address(&self) -> String {
        // Instances have no addresses from 10.0.250.0 on.
        format!("10.0.254.{}", self.client)
    }

    /// Returns how long it took as measured by the proxy, in milliseconds.
    pub(crate) fn proxy_duration(&self) -> u64 {
        self.receiving + self.duration + self.sending
    }
}

impl DataType {
    /// Returns the word that responses contain.
    pub(crate) fn word(self) -> &'static str {
        match self {
            DataType::String => "string",
            DataType::List => "list",
            DataType::Set => "set",
            DataType::SortedSet => "zset",
            DataType::Hash => "hash",
        }
    }
}

/// Returns a number that looks random but depends only on another (SplitMix64).
pub(crate) fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ number >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ number >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ number >> 31
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_part_of_a_range_has_a_part_of_the_commands() {
        let at = |minutes: u64| Time::from_seconds(1_795_024_000 + minutes * 60);
        let workload = |end| Workload {
            instance_id: "crs-a1b2c3d4".to_owned(),
            begin: at(0),
            end,
            pauses: vec![(at(100), at(200))],
            nodes: ["a", "b"].map(|part| (1..=3).map(|shard| format!("{part}{shard}")).collect()).to_vec(),
            reads_from_replicas: true,
        };
        let commands = |end, from, to| workload(end).commands(at(from), at(to)).collect::<Vec<_>>();
        let all = commands(None, 0, 3000);
        assert!((2895..2902).contains(&all.len()) && all.is_sorted_by_key(|command| command.time));
        let halves = [commands(None, 0, 1000), commands(None, 1000, 3000)].concat();
        assert_eq!(halves, all);
        assert_eq!(commands(Some(at(1000)), 0, 3000), halves[..commands(None, 0, 1000).len()]);
        assert_eq!(workload(None).commands(Time::from_seconds(0), at(0)).count(), 0);
        let nodes: BTreeSet<_> = all.iter().map(|command| workload(None).node_of(command).to_owned()).collect();
        assert!(nodes.iter().eq(["a1", "a2", "a3", "b1", "b2", "b3"]));
    }
}
