//! Messages that wait to be sent, or to be confirmed.

use js_sys::Uint8Array;
use stompwire::protocol::{Config, Logging, OutboxLimits, Reconnect};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::clock::Clock;
use crate::page::{CONNECTED, Page, is_pending, outcome};

const CLEARED: &str = "34 -12 0 0";
/// Longer than the first wait can be.
const WAIT: f64 = 1_000.0;

fn persistent() -> Page {
    Page::with(Config {
        reconnect: Some(Reconnect::default()),
        ..Config::default()
    })
}

/// A page whose socket is open, and what it has to send once it is connected.
fn connecting() -> Page {
    let page = persistent();
    page.connect();
    page.socket().open();
    page.socket().frames();
    page.events();
    page
}

#[test]
async fn what_is_sent_while_connecting_leaves_in_order_after_connected() {
    let page = connecting();
    let sent = ["a", "b"].map(|body| page.enqueue("/app/a", &body.into()));
    assert!(is_pending(&sent[0]).await);
    assert_eq!(page.events(), ["queued 1 8", "queued 2 16"]);
    page.socket().receive(CONNECTED);
    assert_eq!(
        page.socket().frames(),
        ["a", "b"].map(|body| format!("SEND\ndestination:/app/a\n\n{body}\0"))
    );
    assert_eq!(page.events().last().map(String::as_str), Some("queued 0 0"));
    for sent in sent {
        assert_eq!(outcome(sent).await, Ok(()));
    }
}

#[test]
fn bytes_that_waited_are_one_binary_message() {
    let page = connecting();
    page.enqueue("/app/a", &Uint8Array::from(&[0, 255, 10][..]));
    page.socket().receive(CONNECTED);
    let frame = page.socket().data().get(0);
    assert_eq!(
        frame
            .dyn_into::<Uint8Array>()
            .expect("it is bytes")
            .to_vec(),
        b"SEND\ndestination:/app/a\ncontent-length:3\n\n\0\xff\n\0"
    );
}

#[test]
fn cuts_what_waited_as_it_cuts_the_rest() {
    let page = Page::with(Config {
        max_outgoing: Some(300),
        ..Config::default()
    });
    page.connect();
    page.socket().open();
    page.socket().frames();
    page.enqueue("/app/a", &"😀".repeat(300).into());
    page.socket().receive(CONNECTED);
    let frames = page.socket().frames();
    assert_eq!(frames.len(), 3);
    assert_eq!(
        frames.concat(),
        format!("SEND\ndestination:/app/a\n\n{}\0", "😀".repeat(300))
    );
}

#[test]
async fn what_is_not_confirmed_is_repeated_on_the_next_connection() {
    let clock = Clock::install();
    for body in ["text".into(), Uint8Array::from(&b"text"[..]).into()] {
        let page = persistent();
        page.connect();
        page.accept(CONNECTED);
        let sent = page.send_until_confirmed("/app/a", &body);
        page.socket().frames_as_text();
        page.socket().drop(1_006, "", false);
        clock.advance(WAIT);
        page.accept_with(CONNECTED);
        let [frame] = page
            .socket()
            .frames_as_text()
            .try_into()
            .expect("it is one");
        assert!(frame.contains("\nreceipt:receipt-1\n"), "{frame}");
        assert!(frame.contains("\nredelivery-count:1\n"), "{frame}");
        assert!(frame.ends_with("\n\ntext\0"), "{frame}");
        assert!(is_pending(&sent).await);
        page.socket().receive("RECEIPT\nreceipt-id:receipt-1\n\n\0");
        assert_eq!(outcome(sent).await, Ok(()));
        page.disconnect(0);
    }
}

#[test]
async fn takes_out_one_message_or_all() {
    let page = connecting();
    let [first, second] = ["a", "b"].map(|body| page.enqueue("/app/a", &body.into()));
    assert_eq!(page.cancel(), 1);
    assert_eq!(page.cancel(), 0);
    assert_eq!(page.clear_outbox(), 1);
    assert_eq!(outcome(first).await, Err(CLEARED.to_owned()));
    assert!(is_pending(&second).await);
    page.socket().receive(CONNECTED);
    assert_eq!(page.socket().frames(), [""; 0]);
}

#[test]
async fn refuses_at_once_what_cannot_wait() {
    let none = OutboxLimits {
        messages: 0,
        ..OutboxLimits::default()
    };
    let page = Page::with(Config {
        outbox: none,
        ..Config::default()
    });
    page.connect();
    assert_eq!(
        outcome(page.enqueue("/app/a", &"x".into())).await,
        Err("refused -1".to_owned())
    );
    page.accept(CONNECTED);
    assert_eq!(outcome(page.enqueue("/app/a", &"x".into())).await, Ok(()));
}

#[test]
async fn refuses_what_a_full_outbox_has_no_room_for() {
    let page = Page::with(Config {
        outbox: OutboxLimits {
            messages: 1,
            ..OutboxLimits::default()
        },
        ..Config::default()
    });
    page.connect();
    page.enqueue("/app/a", &"fits".into());
    assert_eq!(
        outcome(page.enqueue("/app/a", &"x".into())).await,
        Err("refused -10".to_owned())
    );
}

/// The short way does not know what to log.
#[test]
async fn what_is_logged_with_its_body_goes_the_long_way() {
    let page = Page::connected_by(
        Config {
            log: Logging::Bodies,
            ..Config::default()
        },
        CONNECTED,
    );
    assert_eq!(
        outcome(page.send("/app/a", &"x".into())).await,
        Err("refused -9".to_owned())
    );
    page.enqueue("/app/a", &"text".into());
    page.enqueue("/app/a", &Uint8Array::from("bytes".as_bytes()));
    assert_eq!(
        page.events(),
        [
            "log true SEND\ndestination:/app/a text",
            "log true SEND\ndestination:/app/a\ncontent-length:5 bytes"
        ]
    );
    page.socket()
        .receive("MESSAGE\nsubscription:none\n\nanswer\0");
    let [log, message] = page.events().try_into().expect("they are two");
    assert_eq!(log, "log false MESSAGE\nsubscription:none answer");
    assert_eq!(message, "message -1");
}

#[test]
fn hides_what_it_is_told_to_hide() {
    let page = Page::with(Config {
        log: Logging::Heads,
        secrets: b"HOST\xff".to_vec(),
        ..Config::default()
    });
    page.connect();
    page.socket().open();
    let log = page.events().pop().expect("it was logged");
    assert!(log.ends_with("\nhost:***"), "{log}");
}
