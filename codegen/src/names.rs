//! From wire names to Rust names: heck, and a table for what it gets wrong.

use heck::{ToSnakeCase, ToUpperCamelCase};

/// Words whose inner capitals are no word borders.
const WORDS: [(&str, &str); 4] = [("IPv4", "Ipv4"), ("IPv6", "Ipv6"), ("IDs", "Ids"), ("VPCs", "Vpcs")];

/// Fields that some records hold in two spellings: the field, its twin, and the name that it takes beside the twin.
const TWINS: [(&str, &str, &str); 14] = [
    ("AppID", "AppId", "app_id_caps"),
    ("CNAMESpeedup", "CnameSpeedup", "cname_speedup_caps"),
    ("ContainerID", "ContainerId", "container_id_caps"),
    ("DNSFormat", "DnsFormat", "dns_format_caps"),
    ("DNSStatus", "DnsStatus", "dns_status_caps"),
    ("DNSTotal", "DnsTotal", "dns_total_caps"),
    ("ImageID", "ImageId", "image_id_caps"),
    ("InstanceID", "InstanceId", "instance_id_caps"),
    ("PublicIP", "PublicIp", "public_ip_caps"),
    ("RequestID", "RequestId", "request_id_caps"),
    ("TTL", "Ttl", "ttl_caps"),
    ("UUI", "Uui", "uui_caps"),
    ("VASList", "VasList", "vas_list_caps"),
    ("VOIPCallInCount", "VoipCallInCount", "voip_call_in_count_caps"),
];

/// Types that generated code names without a path. A data type of that name carries its kind behind it, so that it hides
/// none.
const TYPES: [&str; 8] = ["Box", "Client", "Default", "Into", "IntoIterator", "Option", "String", "Vec"];

/// Names that Rust keeps for itself, beside those that a raw identifier can free.
const RESERVED: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// The name of a field, setter or method: `SSLBindPrivateIPv4` becomes `ssl_bind_private_ipv4`.
pub(crate) fn field(wire: &str) -> String {
    let words = WORDS.iter().fold(wire.to_owned(), |name, (from, to)| name.replace(from, to));
    rust_name(words.to_snake_case())
}

/// The names of the fields of one record, in order.
pub(crate) fn fields<'w>(wires: impl Iterator<Item = &'w str>) -> Vec<String> {
    let wires: Vec<&str> = wires.collect();
    let name = |wire: &&str| {
        let twin = TWINS.iter().find(|(caps, twin, _)| caps == wire && wires.contains(twin));
        twin.map_or_else(|| field(wire), |(_, _, name)| (*name).to_owned())
    };
    wires.iter().map(name).collect()
}

/// The name of a type: the documentation's own unless generated code needs it.
pub(crate) fn type_name(wire: &str) -> String {
    let name = upper(wire);
    if TYPES.contains(&name.as_str()) { format!("{name}Type") } else { name }
}

/// A name in upper camel case: the documentation's own if Rust accepts it.
pub(crate) fn upper(wire: &str) -> String {
    let own = wire.starts_with(|c: char| c.is_ascii_uppercase()) && wire.chars().all(|c| c.is_ascii_alphanumeric());
    rust_name(if own { wire.to_owned() } else { wire.to_upper_camel_case() })
}

/// The variant of an error code: `ResourceNotFound.InstanceNotExists` becomes `ResourceNotFoundInstanceNotExists`.
pub(crate) fn variant(code: &str) -> String {
    rust_name(code.split(['.', '_', '-']).map(upper_first).collect())
}

/// The constant of a region: `ap-shanghai-fsi` becomes `AP_SHANGHAI_FSI`.
pub(crate) fn constant(name: &str) -> String {
    name.replace('-', "_").to_uppercase()
}

fn upper_first(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_ascii_uppercase().to_string() + chars.as_str()).unwrap_or_default()
}

/// Makes a word an identifier: a leading digit gets an underscore before it, a keyword one behind it.
fn rust_name(name: String) -> String {
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("_{name}")
    } else if RESERVED.contains(&name.as_str()) {
        format!("{name}_")
    } else if syn::parse_str::<syn::Ident>(&name).is_err() {
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
            ("DBInstance", "DBInstance"),
            ("Option", "OptionType"),
        ] {
            assert_eq!(super::type_name(wire), rust);
        }
        assert_eq!(super::fields(["TTL", "Ttl"].into_iter()), ["ttl_caps", "ttl"]);
        assert_eq!(super::fields(["TTL"].into_iter()), ["ttl"]);
        assert_eq!(super::variant("ResourceNotFound.InstanceNotExists"), "ResourceNotFoundInstanceNotExists");
        assert_eq!(super::constant("ap-shanghai-fsi"), "AP_SHANGHAI_FSI");
    }
}
