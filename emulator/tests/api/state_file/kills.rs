//! The binary is killed again and again at random points of a story.

use std::{
    env,
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use fastrand::Rng;

use super::story::Teller;
use crate::binary::{Running, host};

/// How often the binary is killed, unless `KILLS` sets that.
const KILLS: u32 = 5;

fn kills() -> u32 {
    env::var("KILLS").map_or(KILLS, |kills| kills.parse().unwrap())
}

/// Kills the binary, and checks each time that nothing acknowledged is lost. Returns who has told the story.
fn play(options: &[&str], longest_ms: u64) -> Teller {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("emulator.state");
    let mut arguments = vec!["--port", "0", "--speed", "1000", "--state", file.to_str().unwrap()];
    arguments.extend(options);
    let seed = 11;
    let (mut rng, mut teller) = (Rng::with_seed(seed), Teller::new(seed));
    let mut succeeded = 0;
    for kill in 0..=kills() {
        let (mut running, mut lines) = Running::start(&arguments);
        let host = host(&mut lines);
        // Otherwise the binary would wait until someone reads what it prints.
        thread::spawn(move || {
            lines.for_each(|line| {
                let line = line.unwrap_or_default();
                // What servers have had trouble with.
                if line.contains("redis-server of") {
                    println!("{line}");
                }
            })
        });
        if kill == 0 {
            Teller::prepare(&host);
        }
        teller.check(&host);
        let told = thread::spawn(move || {
            let succeeded = teller.tell(&host);
            (teller, succeeded)
        });
        thread::sleep(Duration::from_micros(rng.u64(0..longest_ms * 1000)));
        running.0.kill().unwrap();
        running.0.wait().unwrap();
        let (back, count) = told.join().unwrap();
        teller = back;
        succeeded += count;
    }
    assert!(succeeded > kills() as usize, "only {succeeded} calls have succeeded");
    println!("{succeeded} calls have succeeded between {} kills", kills());
    teller
}

#[test]
fn nothing_acknowledged_is_lost_when_the_emulator_is_killed() {
    play(&[], 200);
}

#[cfg(unix)]
#[test]
#[ignore = "needs redis-server"]
fn no_server_is_orphaned_when_the_emulator_is_killed() {
    let teller = play(&["--data-plane"], 500);
    assert!(teller.ports().next().is_some());
    let begin = Instant::now();
    for port in teller.ports() {
        while TcpStream::connect(("127.0.0.1", port.try_into().unwrap())).is_ok() {
            assert!(begin.elapsed() < Duration::from_secs(20), "the server on port {port} still runs");
            thread::sleep(Duration::from_millis(5));
        }
    }
}
