//! Converts wire names to Rust names: with heck, and a table for the names that it gets wrong.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use heck::{ToSnakeCase, ToUpperCamelCase};

use crate::spec::is_keyword;

/// Words whose inner capitals do not start a new word.
const WORDS: [(&str, &str); 4] = [("IPv4", "Ipv4"), ("IPv6", "Ipv6"), ("IDs", "Ids"), ("VPCs", "Vpcs")];

/// Types that generated code names without a path. A data type with one of these names gets a suffix for its kind, so
/// that it does not shadow the type.
const TYPES: [&str; 8] = ["Box", "Client", "Default", "Into", "IntoIterator", "Option", "String", "Vec"];

/// Variants of every enum of error codes, which no code of a product can have.
pub(crate) const CODES: [&str; 2] = ["Common", "Unknown"];

/// Names that Rust reserves and that cannot be raw identifiers.
const RESERVED: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// Returns the name of a field, setter or method: `SSLBindPrivateIPv4` becomes `ssl_bind_private_ipv4`.
pub(crate) fn field(wire: &str) -> String {
    let words = WORDS.iter().fold(wire.to_owned(), |name, (from, to)| name.replace(from, to));
    rust_name(words.to_snake_case())
}

/// The field that every response has and the spec does not list.
pub(crate) const REQUEST_ID: &str = "RequestId";

/// The field of every request for parameters that the spec does not list.
pub(crate) const EXTRA_PARAMETERS: &str = "ExtraParameters";

/// Returns the names of the fields of one record, in order. If fields differ only in capitals, such as `LinkURL` and
/// `LinkUrl`, the first has the plain name, and the names of the others end in a number, so that a field that is added
/// later renames none. `implicit` is a field that the record has but does not list.
pub(crate) fn fields<'w>(implicit: Option<&str>, wires: impl Iterator<Item = &'w str>) -> Vec<String> {
    let key = |wire: &str| (wire.to_ascii_lowercase(), field(wire));
    let mut seen: Vec<(String, String)> = implicit.into_iter().map(key).collect();
    let name = |wire: &'w str| {
        let key = key(wire);
        let before = seen.iter().filter(|other| **other == key).count();
        let name = match before {
            0 => key.1.clone(),
            before => format!("{}_{}", key.1.trim_start_matches("r#"), before + 1),
        };
        seen.push(key);
        name
    };
    wires.map(name).collect()
}

/// Returns the name of a type: the documentation's own, unless generated code needs it.
pub(crate) fn type_name(wire: &str) -> String {
    let name = upper(wire);
    if TYPES.contains(&name.as_str()) { format!("{name}Type") } else { name }
}

/// Returns a name in upper camel case: the documentation's own, if Rust accepts it.
pub(crate) fn upper(wire: &str) -> String {
    let own = wire.starts_with(|c: char| c.is_ascii_uppercase()) && wire.chars().all(|c| c.is_ascii_alphanumeric());
    rust_name(if own { wire.to_owned() } else { wire.to_upper_camel_case() })
}

/// Returns the variant of an error code: `ResourceNotFound.InstanceNotExists` becomes
/// `ResourceNotFoundInstanceNotExists`.
pub(crate) fn variant(code: &str) -> String {
    rust_name(code.split(|c: char| !c.is_ascii_alphanumeric()).map(upper_first).collect())
}

/// Returns the variants of the error codes of a product. If codes differ only in their dots, the first has the plain
/// variant, and the names of the others end in a number.
pub(crate) fn variants<'c>(codes: impl IntoIterator<Item = &'c str>) -> BTreeMap<&'c str, String> {
    let codes: BTreeSet<&str> = codes.into_iter().collect();
    let mut taken: HashSet<String> = CODES.iter().map(|name| (*name).to_owned()).collect();
    let name = |code: &'c str| {
        let plain = variant(code);
        let mut name = plain.clone();
        let mut number = 2;
        while !taken.insert(name.clone()) {
            name = format!("{plain}{number}");
            number += 1;
        }
        (code, name)
    };
    codes.into_iter().map(name).collect()
}

/// Returns the module of a product, such as `cvm`; a keyword such as `as` becomes `as_api`.
pub(crate) fn module(product: &str) -> String {
    let name = field(product);
    name.strip_prefix("r#").map_or(name.clone(), |keyword| format!("{keyword}_api"))
}

/// Returns the constant of a region: `ap-shanghai-fsi` becomes `AP_SHANGHAI_FSI`.
pub(crate) fn constant(name: &str) -> String {
    name.replace('-', "_").to_uppercase()
}

fn upper_first(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_ascii_uppercase().to_string() + chars.as_str()).unwrap_or_default()
}

/// Makes a word an identifier: a leading digit is prefixed with `_`, a reserved name is suffixed with `_`, and a keyword
/// becomes a raw identifier. An empty name becomes one that is not valid.
fn rust_name(name: String) -> String {
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("_{name}")
    } else if RESERVED.contains(&name.as_str()) {
        format!("{name}_")
    } else if name.is_empty() || is_keyword(&name) {
        format!("r#{name}")
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn names() {
        for (wire, rust) in [
            ("InstanceId", "instance_id"),
            ("SSLBindPrivateIPv4", "ssl_bind_private_ipv4"),
            ("EnableSSL", "enable_ssl"),
            ("VPort", "v_port"),
            ("Type", "r#type"),
            ("Self", "self_"),
            ("64Bit", "_64bit"),
        ] {
            assert_eq!(super::field(wire), rust);
        }
        for (wire, rust) in [
            ("InstanceSet", "InstanceSet"),
            ("redis_node", "RedisNode"),
            ("redis", "Redis"),
            ("Redis_node", "RedisNode"),
            ("DBInstance", "DBInstance"),
            ("Option", "OptionType"),
        ] {
            assert_eq!(super::type_name(wire), rust);
        }
        for (wires, names) in [
            (&["LinkURL", "LinkUrl"][..], &["link_url", "link_url_2"][..]),
            (&["Ttl", "TTL", "ttl", "Type", "TYPE"], &["ttl", "ttl_2", "ttl_3", "r#type", "type_2"]),
            (&["Link_Url", "LinkUrl"], &["link_url", "link_url"]),
        ] {
            assert_eq!(super::fields(None, wires.iter().copied()), names);
        }
        assert_eq!(super::fields(Some("RequestId"), ["RequestID"].into_iter()), ["request_id_2"]);
        assert_eq!(super::variant("ResourceNotFound.InstanceNotExists"), "ResourceNotFoundInstanceNotExists");
        assert_eq!(super::constant("ap-shanghai-fsi"), "AP_SHANGHAI_FSI");
        for (product, module) in [("cvm", "cvm"), ("as", "as_api"), ("tsf-pulsar", "tsf_pulsar"), ("config", "config")]
        {
            assert_eq!(super::module(product), module);
        }
        let variants = super::variants([
            "InvalidValueTooLarge",
            "InvalidValue.TooLarge",
            "Invalid.ValueTooLarge",
            "Unknown",
            "FailedOperation",
        ]);
        for (code, variant) in [
            ("Invalid.ValueTooLarge", "InvalidValueTooLarge"),
            ("InvalidValue.TooLarge", "InvalidValueTooLarge2"),
            ("InvalidValueTooLarge", "InvalidValueTooLarge3"),
            ("Unknown", "Unknown2"),
            ("FailedOperation", "FailedOperation"),
        ] {
            assert_eq!(variants[code], variant);
        }
    }
}
