//! Regions and their availability zones, in which instances are sold.

use super::reasons::Reason;
use crate::products::refusal::Refusal;

/// A region.
#[derive(Clone, Copy, Debug)]
pub(super) struct Region {
    pub(super) name: &'static str,
    /// Such as `Tokyo`.
    pub(super) title: &'static str,
    pub(super) short_name: &'static str,
    pub(super) area: &'static str,
    pub(super) id: i64,
    /// The id of a zone is the sum of this and its number.
    base: i64,
    /// The numbers of its zones.
    numbers: &'static [i64],
}

/// A zone whose offers are sold out.
const SOLD_OUT: i64 = 100_001;

const fn region(
    name: &'static str,
    (title, short_name, area): (&'static str, &'static str, &'static str),
    (id, base): (i64, i64),
    numbers: &'static [i64],
) -> Region {
    Region { name, title, short_name, area, id, base, numbers }
}

/// All regions of the spec.
pub(super) const REGIONS: [Region; 21] = [
    region("ap-guangzhou", ("Guangzhou", "GZ", "South China"), (1, 100_000), &[1, 2, 3, 4, 6, 7]),
    region("ap-shanghai", ("Shanghai", "SH", "East China"), (4, 200_000), &[1, 2, 3, 4, 5, 8]),
    region("ap-hongkong", ("Hong Kong", "HK", "Hong Kong, Macau and Taiwan"), (5, 300_000), &[1, 2, 3]),
    region("na-toronto", ("Toronto", "CA", "North America"), (6, 400_000), &[1]),
    region("ap-shanghai-fsi", ("Shanghai Finance", "SHJR", "East China"), (7, 700_000), &[1, 2, 3]),
    region("ap-beijing", ("Beijing", "BJ", "North China"), (8, 800_000), &[1, 2, 3, 4, 5, 6, 7]),
    region("ap-singapore", ("Singapore", "SG", "Southeast Asia"), (9, 900_000), &[1, 2, 3, 4]),
    region("ap-shenzhen-fsi", ("Shenzhen Finance", "SZJR", "South China"), (11, 110_000), &[1, 2, 3]),
    region("na-siliconvalley", ("Silicon Valley", "USW", "North America"), (15, 150_000), &[1, 2]),
    region("ap-chengdu", ("Chengdu", "CD", "Southwest China"), (16, 160_000), &[1, 2]),
    region("eu-frankfurt", ("Frankfurt", "DE", "Europe"), (17, 170_000), &[1, 2]),
    region("ap-seoul", ("Seoul", "KR", "Northeast Asia"), (18, 180_000), &[1, 2]),
    region("ap-chongqing", ("Chongqing", "CQ", "Southwest China"), (19, 190_000), &[1]),
    region("ap-mumbai", ("Mumbai", "IN", "South Asia"), (21, 210_000), &[1, 2]),
    region("na-ashburn", ("Virginia", "USE", "North America"), (22, 220_000), &[1, 2]),
    region("ap-bangkok", ("Bangkok", "TH", "Southeast Asia"), (23, 230_000), &[1, 2]),
    region("eu-moscow", ("Moscow", "RU", "Europe"), (24, 240_000), &[1]),
    region("ap-tokyo", ("Tokyo", "JP", "Northeast Asia"), (25, 250_000), &[1, 2, 3]),
    region("ap-nanjing", ("Nanjing", "NJ", "East China"), (33, 330_000), &[1, 2, 3]),
    region("ap-jakarta", ("Jakarta", "JKT", "Southeast Asia"), (72, 720_000), &[1, 2]),
    region("sa-saopaulo", ("Sao Paulo", "SAO", "South America"), (74, 740_000), &[1]),
];

impl Region {
    /// Returns the ids of its zones.
    pub(super) fn zones(self) -> impl Iterator<Item = i64> {
        self.numbers.iter().map(move |number| self.base + number)
    }

    /// Returns the zone of orders that name none: the first that is not sold out.
    pub(super) fn default_zone(self) -> i64 {
        self.zones().find(|zone| !is_sold_out(*zone)).unwrap_or(self.base)
    }

    /// Returns whether instances must be in a VPC.
    pub(super) fn requires_vpc(self) -> bool {
        self.name.ends_with("-fsi")
    }
}

/// Returns a region. The gateway has checked that the spec has it; another one has no zones.
pub(super) fn find_region(name: &str) -> Region {
    let unknown = region("", ("", "", ""), (0, 0), &[]);
    REGIONS.iter().find(|region| region.name == name).copied().unwrap_or(unknown)
}

/// Returns whether a zone is sold out.
pub(super) fn is_sold_out(zone_id: i64) -> bool {
    zone_id == SOLD_OUT
}

/// Returns the name of a zone, such as `ap-tokyo-2` for 250002.
pub(super) fn zone_name(region: &str, zone_id: i64) -> String {
    format!("{region}-{}", zone_id % 1000)
}

/// Returns the zone that has this id or this name, or both; `None` if neither was sent (0 and empty). Refuses a zone
/// that the region does not have, or that is sold out.
pub(super) fn find_zone(region: &str, zone_id: i64, name: &str) -> Result<Option<i64>, Refusal> {
    if zone_id == 0 && name.is_empty() {
        return Ok(None);
    }
    let is_meant =
        |zone: &i64| (zone_id == 0 || zone_id == *zone) && (name.is_empty() || name == zone_name(region, *zone));
    let Some(zone) = find_region(region).zones().find(is_meant) else {
        let names: Vec<_> = find_region(region).zones().map(|zone| format!("`{}`", zone_name(region, zone))).collect();
        let message = format!("`{region}` has no such zone; its zones are {}", names.join(", "));
        return Err(Reason::ZoneUnknown.because(message));
    };
    if is_sold_out(zone) {
        return Err(Reason::SoldOut.because(format!("`{}` is sold out", zone_name(region, zone))));
    }
    Ok(Some(zone))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn every_region_of_the_spec_has_zones() {
        for region in Catalog::embedded().unwrap().common.regions.keys() {
            let zone = find_region(region).default_zone();
            assert_eq!(find_zone(region, zone, &zone_name(region, zone)), Ok(Some(zone)), "{region}");
        }
    }

    #[test]
    fn a_zone_is_found_by_its_id_or_its_name() {
        for (zone_id, name, expect) in [
            (0, "", Ok(None)),
            (250_002, "", Ok(Some(250_002))),
            (0, "ap-tokyo-3", Ok(Some(250_003))),
            (250_001, "ap-tokyo-1", Ok(Some(250_001))),
            (250_001, "ap-tokyo-2", Err(())),
            (250_004, "", Err(())),
            (100_002, "", Err(())),
            (0, "ap-guangzhou-2", Err(())),
            (0, "ap-tokyo", Err(())),
        ] {
            assert_eq!(find_zone("ap-tokyo", zone_id, name).map_err(drop), expect, "{zone_id} {name}");
        }
        assert!(find_zone("ap-guangzhou", SOLD_OUT, "").is_err());
    }
}
