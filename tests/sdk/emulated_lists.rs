//! Lists that are returned in pages by an emulator that stores them, including lists that change while they are read.

use std::collections::BTreeSet;

use tencloud::redis::Client;
use tencloud::redis::types::OrderType::{self, Ascending, Descending};
use tencloud_emulator::{Durations, Emulator};

use crate::client_at;

async fn start() -> (Emulator, Client) {
    let emulator = Emulator::builder().durations(Durations::instant()).rate_limits(false).start().await.unwrap();
    let redis = client_at(&emulator);
    (emulator, redis)
}

/// Buys this many instances, in as few orders as possible. Their ids are in the order of their creation.
async fn create(redis: &Client, count: u64) -> Vec<String> {
    const MOST: u64 = 100;
    let mut ids = Vec::new();
    for bought in (0..count).step_by(MOST as usize) {
        let order = redis.create_instances().type_id(15).mem_size(1024).goods_num(MOST.min(count - bought));
        ids.extend(order.period(1).billing_mode(0).password("Passw0rd!").send().await.unwrap().instance_ids);
    }
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len() as u64, count);
    ids
}

async fn remove(redis: &Client, id: &str) {
    redis.destroy_postpaid_instance().instance_id(id).send().await.unwrap();
    redis.clean_up_instance().instance_id(id).send().await.unwrap();
}

/// Each instance is returned once, the newest first, in no more pages than necessary.
#[tokio::test]
async fn every_instance_once() {
    let (_emulator, redis) = start().await;
    let mut ids: Vec<String> = Vec::new();
    for (count, limit, offset, pages) in [
        (0, Some(100), None, 1),
        (1, Some(100), None, 1),
        (99, Some(100), None, 1),
        (100, Some(100), None, 1),
        (101, Some(100), None, 2),
        (101, Some(1), None, 101),
        (101, Some(7), None, 15),
        (101, Some(7), Some(0), 15),
        (101, Some(7), Some(91), 2),
        (101, Some(100), Some(500), 1),
        (1_000, Some(100), None, 10),
        (1_000, Some(1_000), None, 1),
        (1_000, None, None, 10),
        (1_000, None, Some(700), 3),
    ] {
        let case = (count, limit, offset);
        ids.extend(create(&redis, count - ids.len() as u64).await);
        let list = || {
            let list = redis.describe_instances();
            let list = if let Some(limit) = limit { list.limit(limit) } else { list };
            if let Some(offset) = offset { list.offset(offset) } else { list }
        };
        let expected: Vec<_> = ids.iter().rev().skip(offset.unwrap_or(0) as usize).collect();

        let (mut items, mut found) = (list().items(), Vec::new());
        while let Some(item) = items.next().await {
            found.push(item.unwrap().instance_id);
        }
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{case:?}");

        let (mut stream, mut responses, mut found) = (list().pages(), 0, 0);
        while let Some(page) = stream.next().await {
            let page = page.unwrap();
            assert_eq!(page.total_count as u64, count, "{case:?}");
            (responses, found) = (responses + 1, found + page.instance_set.len());
        }
        assert_eq!((responses, found), (pages, expected.len()), "{case:?}");
    }

    // The service rounds other offsets, so nothing is requested.
    for (limit, offset) in [(Some(7), 94), (Some(7), 90), (Some(100), 101), (None, 750), (Some(0), 0)] {
        let list = redis.describe_instances().offset(offset);
        let mut items = if let Some(limit) = limit { list.limit(limit) } else { list }.items();
        let error = items.next().await.unwrap().unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (tencloud::ErrorKind::Config, 0), "{limit:?} {offset}: {error}");
        assert!(items.next().await.is_none(), "{limit:?} {offset}");
    }
}

/// The change in the list of 25 after its first page of 10 has been read.
#[derive(Clone, Copy, Debug)]
enum Change {
    Create,
    /// The instance at this index of the list is removed.
    Remove(usize),
}

/// A list that changes while it is read still ends. The items depend on where it changed: after the position that has
/// been reached, the result is as if the list had been so from the start; before that position, one item is returned
/// twice or not at all.
#[tokio::test]
async fn lists_that_change_while_they_are_read() {
    type Expected = fn(&[String], &str) -> Vec<String>;
    let cases: [(OrderType, Change, Expected); 8] = [
        // In this order, the new instance is the last one, after the position.
        (Ascending, Change::Create, |list, new| [list, &[new.to_owned()]].concat()),
        // In this order, it is the first one and moves everything that follows: the last item of the page is returned
        // again.
        (Descending, Change::Create, |list, _| [&list[..10], &list[9..]].concat()),
        // The rest moves up, and its first item is now on the page that has already been read.
        (Ascending, Change::Remove(0), |list, _| [&list[..10], &list[11..]].concat()),
        (Ascending, Change::Remove(9), |list, _| [&list[..10], &list[11..]].concat()),
        (Descending, Change::Remove(0), |list, _| [&list[..10], &list[11..]].concat()),
        (Ascending, Change::Remove(10), |list, _| [&list[..10], &list[11..]].concat()),
        (Descending, Change::Remove(11), |list, _| [&list[..11], &list[12..]].concat()),
        (Ascending, Change::Remove(24), |list, _| list[..24].to_vec()),
    ];
    for (order, change, expected) in cases {
        let case = format!("{order:?} {change:?}");
        let (_emulator, redis) = start().await;
        let mut list = create(&redis, 25).await;
        if order == Descending {
            list.reverse();
        }
        let mut items = redis.describe_instances().order_type(order).limit(10).items();
        let mut found = Vec::new();
        for _ in 0..10 {
            found.push(items.next().await.unwrap().unwrap().instance_id);
        }
        let new = match change {
            Change::Create => create(&redis, 1).await.remove(0),
            Change::Remove(place) => {
                remove(&redis, &list[place]).await;
                String::new()
            }
        };
        while let Some(item) = items.next().await {
            found.push(item.unwrap().instance_id);
            assert!(found.len() < 100, "{case}: this list never ends");
        }
        assert_eq!(found, expected(&list, &new), "{case}");
    }
}

/// What has been added at the end by the time a page is requested is read, too, until a response reports the end.
#[tokio::test]
async fn a_list_that_grows_with_every_page() {
    let (_emulator, redis) = start().await;
    let mut ids = create(&redis, 20).await;
    let mut pages = redis.describe_instances().order_type(Ascending).limit(10).pages();
    let mut found = Vec::new();
    while let Some(page) = pages.next().await {
        found.extend(page.unwrap().instance_set.into_iter().map(|instance| instance.instance_id));
        if ids.len() < 60 {
            ids.extend(create(&redis, 10).await);
        }
    }
    assert_eq!((found.len(), found), (60, ids));
}
