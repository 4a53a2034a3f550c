//! The numeric ids of regions and zones.

/// The name and the id of each region whose id is known, and the id of its first zone.
const REGIONS: [(&str, i64, i64); 21] = [
    ("ap-guangzhou", 1, 100_001),
    ("ap-shanghai", 4, 200_001),
    ("ap-hongkong", 5, 300_001),
    ("na-toronto", 6, 400_001),
    ("ap-shanghai-fsi", 7, 700_001),
    ("ap-beijing", 8, 800_001),
    ("ap-singapore", 9, 900_001),
    ("ap-shenzhen-fsi", 11, 110_001),
    ("na-siliconvalley", 15, 150_001),
    ("ap-chengdu", 16, 160_001),
    ("eu-frankfurt", 17, 170_001),
    ("ap-seoul", 18, 180_001),
    ("ap-chongqing", 19, 190_001),
    ("ap-mumbai", 21, 210_001),
    ("na-ashburn", 22, 220_001),
    ("ap-bangkok", 23, 230_001),
    ("eu-moscow", 24, 240_001),
    ("ap-tokyo", 25, 250_001),
    ("ap-nanjing", 33, 330_001),
    ("ap-jakarta", 72, 720_001),
    ("sa-saopaulo", 74, 740_001),
];

/// Returns the id of a region and of its first zone. Regions whose ids are unknown share made-up ones.
pub(super) fn region_and_first_zone(region: &str) -> (i64, i64) {
    let found = REGIONS.iter().find(|(name, ..)| *name == region);
    found.map_or((99, 990_001), |(_, region_id, zone_id)| (*region_id, *zone_id))
}

/// Returns the names of the regions.
pub(super) fn regions() -> impl Iterator<Item = &'static str> {
    REGIONS.iter().map(|(name, ..)| *name)
}

/// Returns the names of the zones of a region.
pub(super) fn zone_names(region: &str) -> Vec<String> {
    let (_, first) = region_and_first_zone(region);
    (first..first + 3).map(|zone| zone_name(region, zone)).collect()
}

/// Returns the name of a zone, such as `ap-tokyo-2` for 250002.
pub(super) fn zone_name(region: &str, zone_id: i64) -> String {
    format!("{region}-{}", zone_id % 1000)
}

/// Returns the id of a zone. A name that does not end in a number stands for the first zone.
pub(super) fn zone_id(region: &str, zone_name: &str) -> i64 {
    let (_, first) = region_and_first_zone(region);
    let number = zone_name.rsplit('-').next().and_then(|number| number.parse::<u16>().ok());
    first - 1 + number.map_or(1, i64::from)
}
