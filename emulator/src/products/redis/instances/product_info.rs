//! DescribeProductInfo.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{
            offers,
            state::{Account, Engine},
            zones,
        },
    },
};

pub(super) fn describe_product_info(_: &mut Account, _: &Call<'_>, _: Params<'_>) -> Outcome {
    Ok(fields([("RegionSet", zones::REGIONS.into_iter().map(describe_region).collect())]))
}

fn describe_region(region: zones::Region) -> Value {
    let zones = region.zones().map(|zone| {
        let is_sold_out = zones::is_sold_out(zone);
        let networks: &[&str] = if region.requires_vpc() { &["vpcnet"] } else { &["basenet", "vpcnet"] };
        // There are two entries for an offer that is available in both billing modes.
        let offers = Engine::all().flat_map(|engine| ["1", "0"].map(|mode| describe_offer(engine, mode, is_sold_out)));
        json!({
            "ZoneId": zones::zone_name(region.name, zone),
            "ZoneName": format!("{} Zone {}", region.title, zone % 1000),
            "IsSaleout": is_sold_out,
            "IsDefault": zone == region.default_zone(),
            "NetWorkType": networks,
            "ProductSet": offers.collect::<Value>(),
            "OldZoneId": zone,
        })
    });
    json!({
        "RegionId": region.name,
        "RegionName": region.title,
        "RegionShortName": region.short_name,
        "Area": region.area,
        "ZoneSet": zones.collect::<Value>(),
    })
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

fn texts(numbers: impl IntoIterator<Item = i64>) -> Vec<String> {
    numbers.into_iter().map(|number| number.to_string()).collect()
}
