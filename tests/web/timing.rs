//! Deadlines and heart-beats.

use stompwire::protocol::{Config, Heartbeat};
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::browser::while_hidden;
use crate::clock::Clock;
use crate::page::{CONNECTED, Page, outcome};

const CONNECT_TIMEOUT: &str = "4 0 0 0";

/// A page whose client and server beat every 20 ms.
fn beating() -> Page {
    let heartbeat = Heartbeat {
        outgoing: 20,
        incoming: 20,
        tolerance: 2,
    };
    let config = Config {
        heartbeat,
        ..Config::default()
    };
    Page::connected_by(
        config,
        "CONNECTED\nversion:1.2\nserver:s\nheart-beat:20,20\n\n\0",
    )
}

fn patient(connect_timeout: u32) -> Page {
    Page::with(Config {
        connect_timeout,
        ..Config::default()
    })
}

/// The browser's own clock and timers.
#[test]
async fn gives_up_an_attempt_in_time() {
    let page = patient(30);
    let promise = page.connect();
    assert_eq!(outcome(promise).await, Err(CONNECT_TIMEOUT.to_owned()));
    assert_eq!(page.socket().closed_with(), 1_000);
}

#[test]
fn gives_up_an_attempt_neither_early_nor_late() {
    let clock = Clock::install();
    let page = patient(30);
    page.connect();
    page.socket().open();
    clock.advance(29.0);
    assert_eq!(page.socket().closed_with(), 0);
    clock.advance(1.0);
    assert_eq!(page.socket().closed_with(), 1_000);
}

#[test]
fn waits_longer_than_a_timer_can() {
    let clock = Clock::install();
    let page = patient(3_000_000_000);
    page.connect();
    clock.advance(2_999_999_999.0);
    assert_eq!(page.socket().closed_with(), 0);
    clock.advance(1.0);
    assert_eq!(page.socket().closed_with(), 1_000);
}

#[test]
fn sends_beats() {
    let clock = Clock::install();
    let page = beating();
    for _ in 0..5 {
        clock.advance(20.0);
        assert_eq!(page.socket().frames(), ["\n"]);
        page.socket().receive("\n");
    }
}

#[test]
fn hears_beats_and_messages_alike() {
    let clock = Clock::install();
    let page = beating();
    page.subscribe("/topic/a");
    for _ in 0..5 {
        clock.advance(35.0);
        page.socket().receive("MESSAGE\nsubscription:sub-0\n\n\0");
        clock.advance(35.0);
        page.socket().receive("\n");
    }
    assert_eq!(page.inbox().len(), 5);
    assert_eq!(page.socket().closed_with(), 0);
}

#[test]
fn ends_a_connection_that_is_silent() {
    let clock = Clock::install();
    let page = beating();
    clock.advance(100.0);
    assert_eq!(
        page.events(),
        ["state inactive", "disconnected 7 0 0 0", "gone"]
    );
    assert_eq!(page.socket().closed_with(), 1_000);
}

/// Where timers come once a minute, messages keep the beats going.
#[test]
fn beats_at_messages_while_hidden() {
    let clock = Clock::install();
    let page = beating();
    page.subscribe("/topic/a");
    page.socket().frames();
    let busy = || {
        clock.block(25.0);
        page.socket().receive("MESSAGE\nsubscription:sub-0\n\n\0");
    };
    busy();
    assert_eq!(page.socket().frames(), [""; 0]);
    while_hidden(&mut || {
        for _ in 0..5 {
            busy();
            assert_eq!(page.socket().frames(), ["\n"]);
        }
    });
}

#[test]
fn leaves_no_timer_behind() {
    let clock = Clock::install();
    let ends: [fn(&Page); 5] = [
        |page| page.socket().drop(1_006, "", false),
        |page| page.socket().receive("nonsense\n\n\0"),
        |page| page.socket().break_send("it is broken"),
        |page| {
            page.disconnect(2_000);
            page.socket()
                .receive("RECEIPT\nreceipt-id:disconnect\n\n\0");
        },
        |page| {
            page.disconnect(2_000);
        },
    ];
    for end in ends {
        let page = beating();
        page.send_with_receipt("/app/a", &"x".into());
        assert_eq!(clock.waiting(), 1);
        end(&page);
        clock.advance(2_000.0);
        assert_eq!(clock.waiting(), 0);
        assert_eq!(page.events().last().map(String::as_str), Some("gone"));
    }
}

#[test]
fn leaves_no_timer_behind_an_attempt() {
    let clock = Clock::install();
    let ends: [fn(&Page); 3] = [
        Page::abort,
        |page| page.socket().drop(1_006, "", false),
        |page| {
            page.disconnect(2_000);
        },
    ];
    for end in ends {
        let page = Page::new();
        page.connect();
        assert_eq!(clock.waiting(), 1);
        end(&page);
        assert_eq!(clock.waiting(), 0);
    }
}

#[test]
fn sets_one_timer_for_each_client() {
    let clock = Clock::install();
    let pages = [
        Page::connected_by(Config::default(), CONNECTED),
        beating(),
        beating(),
    ];
    for page in &pages {
        page.send_with_receipt("/app/a", &"x".into());
    }
    assert_eq!(clock.waiting(), 3);
    for page in &pages {
        page.socket().drop(1_006, "", false);
    }
    assert_eq!(clock.waiting(), 0);
}
