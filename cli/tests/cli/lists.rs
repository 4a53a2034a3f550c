//! Lists of several pages, in all formats.

use serde_json::Value;
use tencloud_emulator::{Emulator, Instance};

use crate::{Place, beside};

#[tokio::test(flavor = "multi_thread")]
async fn pages() {
    let instances = (10..55).map(|n| Instance::new(&format!("crs-5a4py6{n}"), "ap-guangzhou"));
    let builder = instances.fold(Emulator::builder(), tencloud_emulator::Builder::instance);
    let emulator = builder.start().await.unwrap();
    let place = Place::of(&emulator);
    beside(move || {
        let count = |line: &str| {
            let ended = place.run(line);
            assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{line}: {ended:?}");
            (ended.stdout.lines().count(), ended.stdout)
        };
        for (line, lines) in [
            // One page, of the size that the service chooses.
            ("redis DescribeInstances -o ndjson", 20),
            ("redis DescribeInstances --Limit 7 -o ndjson", 7),
            ("redis DescribeInstances --all -o ndjson", 45),
            ("redis DescribeInstances --all --Limit 10 -o ndjson", 45),
            ("redis DescribeInstances --all --Limit 10 --Offset 40 -o ndjson", 5),
            ("redis DescribeInstances --max-items 25 -o ndjson", 25),
            ("redis DescribeInstances --max-items 25 --Limit 10 -o ndjson", 25),
            ("redis DescribeInstances --max-items 100 --Limit 10 -o ndjson", 45),
            ("redis DescribeInstances --all --max-items 3 -o ndjson", 3),
            ("redis DescribeInstances --all --query InstanceSet[].InstanceId -o ndjson", 45),
            ("redis DescribeInstances --all --query InstanceSet[].InstanceId -o text", 45),
            ("redis DescribeInstances --all -o text", 45),
            ("redis DescribeInstances --all -o none", 0),
            // With a header.
            ("redis DescribeInstances --all -o table", 46),
            ("redis DescribeInstances --max-items 3 -o table", 4),
        ] {
            assert_eq!(count(line).0, lines, "{line}");
        }
        for line in count("redis DescribeInstances --all --Limit 10 -o ndjson").1.lines() {
            let item: Value = serde_json::from_str(line).unwrap();
            assert!(item["InstanceId"].as_str().unwrap().starts_with("crs-"), "{line}");
        }
        let all: Value = serde_json::from_str(&count("redis DescribeInstances --all").1).unwrap();
        assert_eq!(all["InstanceSet"].as_array().unwrap().len(), 45);
        assert_eq!(count("redis DescribeInstances --all --query length(InstanceSet)").1, "45\n");
        // Without a terminal, a table has all columns, and nothing that is not in the table.
        let table = count("redis DescribeInstances --all -o table").1;
        assert!(table.starts_with("InstanceId") && table.contains("RedisReplicasNum"), "{table}");
        assert!(table.contains("2 (Running)"), "{table}");
        // On a terminal, it fits.
        let narrow = place.run_on_terminal(40, "redis DescribeInstances -o table", "").stdout;
        let widths =
            narrow.lines().map(|line| line.replace("\u{1b}[1m", "").replace("\u{1b}[2m", "").replace("\u{1b}[0m", ""));
        assert!(widths.clone().all(|line| line.chars().count() <= 40), "{narrow}");
        assert!(narrow.contains("20 of 45 items; --all lists the rest"), "{narrow}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_list() {
    let emulator = Emulator::builder().start().await.unwrap();
    let place = Place::of(&emulator);
    beside(move || {
        for line in [
            "redis DescribeTaskInfo --TaskId 1 --all",
            "redis DescribeTaskInfo --TaskId 1 --max-items 1",
            "redis DescribeInstances --max-items 0",
            "redis DescribeInstances --max-items many",
        ] {
            let ended = place.run(line);
            assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{line}: {ended:?}");
            assert!(ended.stderr.contains("--max-items"), "{line}: {ended:?}");
        }
        let ended = place.run("redis DescribeInstances --all --Offset 40");
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{ended:?}");
        assert!(ended.stderr.contains("not a multiple of the page size"), "{ended:?}");
    })
    .await;
    assert!(emulator.requests().is_empty());
}
