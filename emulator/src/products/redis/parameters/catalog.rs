//! The parameters of each engine and their possible values: those of the documentation's sample.

use crate::params::Params;
use crate::products::{
    redis::{
        reasons::Reason,
        state::{Engine, Values},
    },
    refusal::Refusal,
};

/// How responses write an empty text.
pub(super) const EMPTY: &str = "\"\"";

/// A parameter that can be set.
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) default: &'static str,
    pub(super) kind: Kind,
    pub(super) tips: &'static str,
    exists_in: fn(Engine) -> bool,
}

/// The values that a parameter can have.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Integer {
        min: i64,
        max: i64,
        unit: &'static str,
    },
    /// One of these words.
    Enum(&'static [&'static str]),
    /// Any of these words, separated by commas.
    Multi(&'static [&'static str]),
    /// A text of these parts.
    Text(&'static [&'static str]),
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Integer { .. } => "integer",
            Kind::Enum(_) => "enum",
            Kind::Multi(_) => "multi",
            Kind::Text(_) => "text",
        }
    }

    fn accepts(self, value: &str) -> bool {
        match self {
            // A value is kept and returned as it was sent, so it has one spelling only.
            Kind::Integer { min, max, .. } => {
                value.parse().is_ok_and(|number| (min..=max).contains(&number) && number.to_string() == value)
            }
            Kind::Enum(words) => words.contains(&value),
            Kind::Multi(words) => value == EMPTY || value.split(',').all(|word| words.contains(&word)),
            Kind::Text(parts) => {
                value == EMPTY || value.chars().all(|part| parts.iter().any(|known| known.chars().eq([part])))
            }
        }
    }
}

impl Parameter {
    /// Returns the value in a set of values.
    pub(super) fn value_in<'a>(&self, values: &'a Values) -> &'a str {
        values.get(self.name).map_or(self.default, String::as_str)
    }
}

/// Returns the parameters of an engine. CKV and Memcached have none.
pub(super) fn parameters(engine: Engine) -> impl Iterator<Item = &'static Parameter> {
    PARAMETERS.iter().filter(move |parameter| has_parameters(engine) && (parameter.exists_in)(engine))
}

pub(super) fn has_parameters(engine: Engine) -> bool {
    ["Redis", "Valkey"].contains(&engine.family())
}

/// Returns the values that a request sets.
pub(super) fn requested(engine: Engine, items: &[Params<'_>]) -> Result<Values, Refusal> {
    let invalid = |message| Err(Reason::ParameterInvalid.because(message));
    let mut values = Values::new();
    for item in items {
        let (name, value) = (item.string("Key"), item.string("Value"));
        let Some(parameter) = parameters(engine).find(|parameter| parameter.name == name) else {
            return invalid(format!("{} has no parameter `{name}`", engine.name));
        };
        let value = if value.is_empty() { EMPTY } else { value };
        if !parameter.kind.accepts(value) {
            return invalid(format!("`{name}` cannot be `{value}`"));
        }
        if values.insert(name.to_owned(), value.to_owned()).is_some() {
            return invalid(format!("`{name}` is set twice"));
        }
    }
    Ok(values)
}

fn major(engine: Engine) -> u32 {
    engine.version().split('.').next().and_then(|major| major.parse().ok()).unwrap_or_default()
}

const fn parameter(
    name: &'static str,
    default: &'static str,
    kind: Kind,
    exists_in: fn(Engine) -> bool,
    tips: &'static str,
) -> Parameter {
    Parameter { name, default, kind, tips, exists_in }
}

const fn integer(min: i64, max: i64) -> Kind {
    Kind::Integer { min, max, unit: "" }
}

const fn milliseconds(min: i64, max: i64) -> Kind {
    Kind::Integer { min, max, unit: "ms" }
}

const YES_NO: Kind = Kind::Enum(&["yes", "no"]);

const LRU: Kind =
    Kind::Enum(&["volatile-lru", "allkeys-lru", "volatile-random", "allkeys-random", "volatile-ttl", "noeviction"]);

const LRU_LFU: Kind = Kind::Enum(&[
    "volatile-lru",
    "volatile-lfu",
    "allkeys-lru",
    "allkeys-lfu",
    "volatile-random",
    "allkeys-random",
    "volatile-ttl",
    "noeviction",
]);

const COMMANDS: Kind = Kind::Multi(&[
    "flushall",
    "flushdb",
    "keys",
    "hgetall",
    "eval",
    "evalsha",
    "script",
    "scan",
    "psetex",
    "set",
    "hmset",
    "hset",
    "lpush",
    "rpush",
    "sadd",
    "zadd",
    "del",
    "mget",
    "mset",
    "bitop",
    "exists",
    "msetnx",
    "blpop",
    "brpop",
    "rpoplpush",
    "brpoplpush",
    "smove",
    "sunion",
    "sinter",
    "sdiff",
    "sunionstore",
    "sinterstore",
    "sdiffstore",
    "zunionstore",
    "zinterstore",
    "pfmerge",
    "pfcount",
]);

const EVENTS: Kind = Kind::Text(&["K", "E", "g", "$", "l", "s", "h", "z", "x", "e", "A"]);

const ALL: fn(Engine) -> bool = |_| true;
const CLUSTER: fn(Engine) -> bool = |engine| engine.cluster;
/// These can free memory in the background, and evict by frequency.
const FROM_4: fn(Engine) -> bool = |engine| major(engine) >= 4;
const BEFORE_4: fn(Engine) -> bool = |engine| major(engine) < 4;
/// Ziplists were replaced by listpacks.
const BEFORE_7: fn(Engine) -> bool = |engine| major(engine) < 7;
const FROM_7: fn(Engine) -> bool = |engine| major(engine) >= 7;

const PARAMETERS: [Parameter; 23] = [
    parameter(
        "cluster-node-timeout",
        "15000",
        integer(15_000, 120_000),
        CLUSTER,
        "After how many milliseconds an unreachable node counts as failed",
    ),
    parameter("disable-command-list", EMPTY, COMMANDS, ALL, "Commands that clients cannot use, separated by commas"),
    parameter(
        "hash-max-listpack-entries",
        "512",
        integer(1, 10_000),
        FROM_7,
        "Hashes with at most this many fields are stored compactly",
    ),
    parameter(
        "hash-max-listpack-value",
        "64",
        integer(1, 10_000),
        FROM_7,
        "Hashes whose values have at most this many bytes are stored compactly",
    ),
    parameter(
        "hash-max-ziplist-entries",
        "512",
        integer(1, 10_000),
        BEFORE_7,
        "Hashes with at most this many fields are stored compactly",
    ),
    parameter(
        "hash-max-ziplist-value",
        "64",
        integer(1, 10_000),
        BEFORE_7,
        "Hashes whose values have at most this many bytes are stored compactly",
    ),
    parameter("hz", "10", integer(1, 500), ALL, "How often background work runs in a second"),
    parameter("lazyfree-lazy-eviction", "yes", YES_NO, FROM_4, "Whether evicted keys are freed in the background"),
    parameter("lazyfree-lazy-expire", "yes", YES_NO, FROM_4, "Whether expired keys are freed in the background"),
    parameter(
        "lazyfree-lazy-server-del",
        "yes",
        YES_NO,
        FROM_4,
        "Whether overwritten keys are freed in the background",
    ),
    parameter("maxmemory-policy", "noeviction", LRU, BEFORE_4, "Which keys are removed once the memory is full"),
    parameter("maxmemory-policy", "noeviction", LRU_LFU, FROM_4, "Which keys are removed once the memory is full"),
    parameter("notify-keyspace-events", EMPTY, EVENTS, ALL, "Of which changes subscribers are notified"),
    parameter(
        "proxy-slowlog-log-slower-than",
        "500",
        milliseconds(10, 1_000),
        ALL,
        "Commands that take longer are in the slow log of the proxy",
    ),
    parameter(
        "replica-lazy-flush",
        "yes",
        YES_NO,
        FROM_4,
        "Whether replicas free their old data in the background before a full synchronization",
    ),
    parameter("sentineauth", "no", YES_NO, ALL, "Whether Sentinel commands need no password"),
    parameter(
        "set-max-intset-entries",
        "512",
        integer(1, 10_000),
        ALL,
        "Sets of at most this many integers are stored compactly",
    ),
    parameter(
        "slowlog-log-slower-than",
        "10",
        milliseconds(1, 1_000),
        ALL,
        "Commands that take longer are in the slow log",
    ),
    parameter(
        "timeout",
        "31536000",
        integer(60, 2_147_483_647),
        ALL,
        "After how many seconds the connection of an idle client is closed",
    ),
    parameter(
        "zset-max-listpack-entries",
        "128",
        integer(1, 10_000),
        FROM_7,
        "Sorted sets with at most this many members are stored compactly",
    ),
    parameter(
        "zset-max-listpack-value",
        "64",
        integer(1, 10_000),
        FROM_7,
        "Sorted sets whose members have at most this many bytes are stored compactly",
    ),
    parameter(
        "zset-max-ziplist-entries",
        "128",
        integer(1, 10_000),
        BEFORE_7,
        "Sorted sets with at most this many members are stored compactly",
    ),
    parameter(
        "zset-max-ziplist-value",
        "64",
        integer(1, 10_000),
        BEFORE_7,
        "Sorted sets whose members have at most this many bytes are stored compactly",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_accepted_and_names_are_unique() {
        for engine in Engine::all() {
            let names: Vec<_> = parameters(engine).map(|parameter| parameter.name).collect();
            assert!(names.is_sorted() && names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
            assert_eq!(names.is_empty(), !has_parameters(engine));
            assert!(parameters(engine).all(|parameter| parameter.kind.accepts(parameter.default)));
        }
        // As many as in the documentation's sample.
        assert_eq!(parameters(Engine::find(9).unwrap()).count(), 18);
    }
}
