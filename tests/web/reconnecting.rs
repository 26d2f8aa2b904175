//! Connections that are made again.

use stompwire::protocol::{Config, Heartbeat, Reconnect};
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::clock::Clock;
use crate::page::{CONNECTED, Page, is_pending, outcome};

/// Longer than the first wait can be.
const WAIT: f64 = 1_000.0;

fn persistent(policy: Reconnect) -> Page {
    Page::connected_by(
        Config {
            reconnect: Some(policy),
            ..Config::default()
        },
        CONNECTED,
    )
}

/// A page whose client asks whether to go on, and has just been cut off.
fn asking() -> Page {
    let page = persistent(Reconnect {
        ask: true,
        ..Reconnect::default()
    });
    page.socket().drop(1_006, "", false);
    assert_eq!(
        page.events(),
        [
            "closing 1006  false",
            "state connecting",
            "consider 9 1006 0 0 0"
        ]
    );
    page
}

#[test]
fn connects_again_and_subscribes_again() {
    let clock = Clock::install();
    let page = persistent(Reconnect::default());
    page.subscribe("/topic/a");
    page.socket().drop(1_006, "", false);
    assert_eq!(
        page.events(),
        [
            "closing 1006  false",
            "state connecting",
            "disconnected 9 1006 0 0 waits 0"
        ]
    );
    assert_eq!(page.sockets().len(), 1);
    clock.advance(WAIT);
    assert_eq!(page.sockets().len(), 2);
    page.accept_with(CONNECTED);
    let [frame] = page.socket().frames().try_into().expect("it is one");
    assert!(frame.starts_with("SUBSCRIBE\ndestination:/topic/a\nid:sub-0\n"));
    page.disconnect(0);
    clock.advance(0.0);
    assert_eq!(clock.waiting(), 0);
}

#[test]
fn tells_each_attempt_that_fails() {
    let clock = Clock::install();
    let page = persistent(Reconnect {
        max_attempts: 2,
        ..Reconnect::default()
    });
    page.socket().drop(1_006, "", false);
    for _ in 0..2 {
        clock.advance(2.0 * WAIT);
        page.socket().drop(1_006, "", false);
    }
    let events = page.events();
    let told: Vec<_> = events
        .iter()
        .filter(|event| event.starts_with("disconnected"))
        .collect();
    assert_eq!(
        told,
        [
            "disconnected 9 1006 0 0 waits 0",
            "disconnected 8 1006 0 0 waits 1",
            "disconnected 8 1006 0 0"
        ]
    );
    assert_eq!(events.last().map(String::as_str), Some("gone"));
    assert_eq!(clock.waiting(), 0);
}

#[test]
async fn a_connect_begins_the_attempt_that_is_waited_for() {
    let page = persistent(Reconnect::default());
    page.socket().drop(1_006, "", false);
    let joined = page.connect();
    assert_eq!(page.sockets().len(), 2);
    assert!(is_pending(&joined).await);
    page.accept(CONNECTED);
    assert_eq!(outcome(joined).await, Ok(()));
    page.disconnect(0);
}

#[test]
async fn a_disconnect_ends_the_wait_at_once() {
    let clock = Clock::install();
    let page = persistent(Reconnect::default());
    page.socket().drop(1_006, "", false);
    page.events();
    let done = page.disconnect(2_000);
    assert_eq!(outcome(done).await, Ok(()));
    assert_eq!(
        page.events(),
        ["state inactive", "disconnected 1 0 0 0", "gone"]
    );
    assert_eq!(clock.waiting(), 0);
}

#[test]
fn goes_on_where_the_page_says_so() {
    let clock = Clock::install();
    let page = asking();
    page.decide(true);
    assert_eq!(page.events(), ["disconnected 9 1006 0 0 waits 0"]);
    clock.advance(WAIT);
    assert_eq!(page.sockets().len(), 2);
    page.disconnect(0);
}

#[test]
fn stops_where_the_page_says_so() {
    let clock = Clock::install();
    let page = asking();
    page.decide(false);
    assert_eq!(
        page.events(),
        ["state inactive", "disconnected 9 1006 0 0", "gone"]
    );
    assert_eq!(clock.waiting(), 0);
}

#[test]
fn stops_where_the_page_says_nothing() {
    let clock = Clock::install();
    let page = asking();
    clock.advance(10_000.0);
    assert_eq!(
        page.events(),
        ["state inactive", "disconnected 9 1006 0 0", "gone"]
    );
    // Too late, and to nobody.
    page.decide(true);
    assert_eq!(page.sockets().len(), 1);
}

#[test]
fn says_for_how_long_the_server_had_been_silent() {
    let clock = Clock::install();
    let heartbeat = Heartbeat {
        outgoing: 20,
        incoming: 20,
        tolerance: 2,
    };
    let config = Config {
        heartbeat,
        reconnect: Some(Reconnect::default()),
        ..Config::default()
    };
    let page = Page::connected_by(
        config,
        "CONNECTED\nversion:1.2\nserver:s\nheart-beat:20,20\n\n\0",
    );
    clock.advance(100.0);
    assert!(
        (40..=60).contains(&page.silent_ms()),
        "{}",
        page.silent_ms()
    );
    page.disconnect(0);
}
