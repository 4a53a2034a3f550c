//! DescribeGlobalReplicationArea.

use serde_json::{Value, json};

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{state::Account, zones},
    },
};

/// Every zone in which instances are sold supports replication, except those of financial regions.
pub(super) fn describe_global_replication_area(_: &mut Account, _: &Call<'_>, _: Params<'_>) -> Outcome {
    let area = |region: zones::Region| {
        let sold = region.zones().filter(|zone| !zones::is_sold_out(*zone));
        let names: Vec<_> = sold.map(|zone| zones::zone_name(region.name, zone)).collect();
        json!({ "Region": region.name, "AvailableZones": names })
    };
    let areas: Value = zones::REGIONS.into_iter().filter(|region| is_supported(region.name)).map(area).collect();
    Ok(fields([("AvailableRegions", areas)]))
}

/// Returns whether the instances of a region can join groups.
pub(super) fn is_supported(region: &str) -> bool {
    !region.ends_with("-fsi")
}
