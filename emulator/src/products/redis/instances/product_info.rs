//! DescribeProductInfo.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome},
        json::Object,
        redis::{
            offers,
            state::{Account, Engine},
            zones,
        },
    },
};

pub(super) fn describe_product_info(_: &mut Account, call: &Call<'_>, _: Params<'_>) -> Outcome {
    // Zones differ only in whether their offers are sold out. There are two entries for an offer that is available in both
    // billing modes.
    let [on_sale, sold_out] = [false, true].map(|is_sold_out| -> Value {
        Engine::all().flat_map(|engine| ["1", "0"].map(|mode| describe_offer(engine, mode, is_sold_out))).collect()
    });
    let offers = |is_sold_out| if is_sold_out { sold_out.clone() } else { on_sale.clone() };
    // All regions together take 20 MB.
    let regions = zones::REGIONS.into_iter().map(|region| describe_region(region, offers));
    Ok(Object::from([("RegionSet", call.written("RegionSet", regions))]))
}

fn describe_region(region: zones::Region, offers: impl Fn(bool) -> Value) -> Value {
    let zones = region.zones().map(|zone| {
        let is_sold_out = zones::is_sold_out(zone);
        let networks: &[&str] = if region.requires_vpc() { &["vpcnet"] } else { &["basenet", "vpcnet"] };
        object([
            ("ZoneId", zones::zone_name(region.name, zone).into()),
            ("ZoneName", format!("{} Zone {}", region.title, zone % 1000).into()),
            ("IsSaleout", is_sold_out.into()),
            ("IsDefault", (zone == region.default_zone()).into()),
            ("NetWorkType", networks.into()),
            ("ProductSet", offers(is_sold_out)),
            ("OldZoneId", zone.into()),
        ])
    });
    object([
        ("RegionId", region.name.into()),
        ("RegionName", region.title.into()),
        ("RegionShortName", region.short_name.into()),
        ("Area", region.area.into()),
        ("ZoneSet", zones.collect()),
    ])
}

/// Builds an object. Unlike `json!`, this does not copy the values, of which there are many.
fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn describe_offer(engine: Engine, pay_mode: &str, is_sold_out: bool) -> Value {
    let (sizes, shards) = (offers::shard_sizes(engine), offers::shard_counts(engine));
    let totals: BTreeSet<i64> = sizes.iter().flat_map(|size| shards.iter().map(move |count| size * count)).collect();
    let architecture = if engine.cluster { "cluster" } else { "standard" };
    let has_readable_replicas = !engine.has_single_replica();
    json!({
        "Type": engine.type_id,
        "TypeName": format!("{} {architecture} architecture", engine.family()),
        "MinBuyNum": 1,
        "MaxBuyNum": offers::MAX_GOODS,
        "Saleout": is_sold_out,
        "Engine": engine.family(),
        "Version": engine.name,
        "TotalSize": texts(totals),
        "ShardSize": texts(sizes.iter().copied()),
        "ReplicaNum": texts(offers::replica_counts(engine).iter().copied()),
        "ShardNum": texts(shards.iter().copied()),
        "PayMode": pay_mode,
        "EnableRepicaReadOnly": has_readable_replicas,
        "EnableReplicaReadOnly": has_readable_replicas,
    })
}

fn texts(numbers: impl IntoIterator<Item = i64>) -> Value {
    numbers.into_iter().map(|number| number.to_string()).collect()
}
