//! The blocking runtime: the same calls, for which a thread waits.

use tencloud::blocking::Runtime;
use tencloud::redis::Client;
use tencloud::{ErrorKind, Options};
use tencloud_emulator::Emulator;
use tencloud_tests::{Response, Server};

use crate::{client_at, client_of};

#[test]
fn calls_lists_and_waits() {
    let servers = tokio::runtime::Runtime::new().unwrap();
    let emulator = servers.block_on(Emulator::builder().start()).unwrap();
    let runtime = Runtime::new().unwrap();
    let redis = client_at(&emulator);
    let error = runtime.wait(redis.manual_backup_instance().instance_id("crs-none").send()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api, "{error}");
    let error = runtime.wait(redis.wait_for_task(0)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config, "{error}");
    assert_eq!(runtime.iter(redis.describe_instances().items()).count(), 0);
}

fn page(ids: [&str; 2]) -> Response {
    let [one, other] = ids;
    let set = format!(r#"[{{"InstanceId":"{one}"}},{{"InstanceId":"{other}"}}]"#);
    Response::of(&format!(r#"{{"InstanceSet":{set},"TotalCount":4,"RequestId":"id"}}"#))
}

#[test]
fn lists_end_and_so_do_errors() {
    let servers = tokio::runtime::Runtime::new().unwrap();
    let runtime = Runtime::new().unwrap();
    let server = servers.block_on(Server::start([page(["a", "b"]), page(["c", "d"])])).unwrap();
    let redis = client_of(&server);
    let ids: Vec<_> =
        runtime.iter(redis.describe_instances().limit(2).items()).map(|item| item.unwrap().instance_id).collect();
    assert_eq!(ids, ["a", "b", "c", "d"]);
    // Connections outlive calls. A connection may occasionally be returned too late for the next call.
    let server = servers.block_on(Server::start([page(["a", "b"])])).unwrap();
    let redis = client_of(&server);
    (0..10).for_each(|_| drop(runtime.wait(redis.describe_instances().send()).unwrap()));
    assert!(server.connections() < 10, "{} connections for ten calls", server.connections());

    let responses = [page(["a", "b"]), Response::api_error("ResourceNotFound")];
    let server = servers.block_on(Server::start(responses)).unwrap();
    let redis = client_of(&server);
    let results: Vec<_> = runtime.iter(redis.describe_instances().limit(2).pages()).map(|page| page.is_ok()).collect();
    assert_eq!(results, [true, false]);

    // A page that fails for a while is requested again.
    let outage = [(); 3].map(|()| Response::api_error("InternalError"));
    let responses = [page(["a", "b"])].into_iter().chain(outage).chain([page(["c", "d"])]);
    let server = servers.block_on(Server::start(responses)).unwrap();
    let redis = client_of(&server);
    let results: Vec<_> = runtime.iter(redis.describe_instances().limit(2).pages()).map(|page| page.is_ok()).collect();
    assert_eq!(results, [true, false, true]);
}

/// Threads share a runtime, and their calls run concurrently.
#[test]
fn threads_share_it() {
    let servers = tokio::runtime::Runtime::new().unwrap();
    let barrier = std::sync::Arc::new(tokio::sync::Barrier::new(8));
    let response = Response::of(r#"{"TaskId":1,"RequestId":"id"}"#).after_all_of(&barrier);
    let server = servers.block_on(Server::start([response])).unwrap();
    let (redis, runtime): (Client, _) = (client_of(&server), Runtime::new().unwrap());
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| runtime.wait(crate::back_up(&redis)).unwrap());
        }
    });
    assert_eq!(server.requests().len(), 8);
}

/// Inside an async runtime, the result is an error, and neither a panic nor a deadlock.
#[test]
fn inside_an_async_runtime() {
    let runtime = Runtime::new().unwrap();
    let outer = tokio::runtime::Runtime::new().unwrap();
    outer.block_on(async {
        let server = Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
        let redis = client_of(&server).with_options(Options::new());
        let error = runtime.wait(crate::back_up(&redis)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().contains(".await"), "{error}");
        let items: Vec<_> = runtime.iter(redis.describe_instances().items()).map(|item| item.is_ok()).collect();
        assert_eq!(items, [false]);
        assert!(server.requests().is_empty());
        // Dropping it does not block either.
        drop(runtime);
        drop(Runtime::new().unwrap());
    });
}
