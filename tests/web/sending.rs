//! Frames on their way to the socket.

use js_sys::{JsString, Uint8Array};
use stompwire::protocol::Config;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::clock::Clock;
use crate::page::{CONNECTED, Page, is_pending, outcome};

/// A server without a name, such as Spring's simple broker, which closes over long messages.
const UNNAMED: &str = "CONNECTED\nversion:1.2\n\n\0";

/// A page that sends at most so much in one message.
fn splitting(max_outgoing: u32) -> Page {
    let config = Config {
        max_outgoing: Some(max_outgoing),
        ..Config::default()
    };
    Page::connected_by(config, CONNECTED)
}

#[test]
async fn sends_a_text_as_one_message() {
    let page = Page::connected();
    let sent = page.send("/app/안녕", &"a\n😀".into());
    assert_eq!(
        page.socket().frames(),
        ["SEND\ndestination:/app/안녕\n\na\n😀\0"]
    );
    assert_eq!(outcome(sent).await, Ok(()));
}

/// The module's memory does not grow, where all that other tests needed is far less than this.
#[test]
fn a_text_never_enters_the_module() {
    let page = Page::connected();
    let body = JsString::from("x").repeat(64 << 20);
    let before = core::arch::wasm32::memory_size(0);
    page.send("/app/a", &body);
    let sent = JsString::from(page.socket().data().get(0)).length();
    assert_eq!(sent, body.length() + 26);
    assert_eq!(core::arch::wasm32::memory_size(0), before);
}

#[test]
fn sends_bytes_as_one_message() {
    let page = Page::connected();
    page.send("/app/a", &Uint8Array::from(&[0, 255, 10][..]));
    let [frame] = bytes(&page).try_into().expect("it is one");
    assert_eq!(
        frame,
        b"SEND\ndestination:/app/a\ncontent-length:3\n\n\0\xff\n\0"
    );
}

#[test]
async fn keeps_a_promise_at_its_receipt() {
    let page = Page::connected();
    let receipt = page.send_with_receipt("/app/a", &"x".into());
    assert_eq!(
        page.socket().frames(),
        ["SEND\ndestination:/app/a\nreceipt:receipt-1\n\nx\0"]
    );
    assert!(is_pending(&receipt).await);
    page.socket().receive("RECEIPT\nreceipt-id:receipt-1\n\n\0");
    assert_eq!(outcome(receipt).await, Ok(()));
}

#[test]
async fn refuses_to_send_where_nothing_is_connected() {
    let page = Page::new();
    assert_eq!(
        outcome(page.send("/app/a", &"x".into())).await,
        Err("refused -1".to_owned())
    );
}

#[test]
async fn a_socket_that_throws_ends_the_connection() {
    let page = Page::connected();
    let receipt = page.send_with_receipt("/app/a", &"x".into());
    page.socket().break_send("it is broken");
    page.send("/app/a", &"x".into());
    assert_eq!(
        page.events(),
        [
            "failing it is broken",
            "closing 1006  false",
            "state inactive",
            "disconnected 9 1006 0 0",
            "gone"
        ]
    );
    assert_eq!(page.socket().closed_with(), 1_000);
    assert_eq!(outcome(receipt).await, Err("73 1006 0 0".to_owned()));
}

#[test]
async fn a_full_socket_makes_sends_wait_until_there_is_room() {
    let clock = Clock::install();
    let page = Page::connected();
    page.socket().set_buffered_amount((1 << 20) as f64);
    assert_eq!(outcome(page.send("/app/a", &"fits".into())).await, Ok(()));
    page.socket().set_buffered_amount((1 << 20) as f64 + 1.0);
    let first = page.send("/app/a", &"waits".into());
    let second = page.send("/app/a", &"waits".into());
    assert_eq!(page.buffered_amount(), (1 << 20) + 1);
    // They are handed over all the same; only the promises wait.
    assert_eq!(page.socket().frames().len(), 3);
    clock.advance(1_000.0);
    assert!(is_pending(&first).await && is_pending(&second).await);
    page.socket().set_buffered_amount(0.0);
    clock.advance(25.0);
    assert_eq!(outcome(first).await, Ok(()));
    assert_eq!(outcome(second).await, Ok(()));
}

#[test]
async fn a_connection_that_ends_breaks_the_promises_that_wait_for_room() {
    let page = Page::connected();
    page.socket().set_buffered_amount(1e12);
    let waiting = page.send("/app/a", &"waits".into());
    page.socket().drop(1_001, "", true);
    assert_eq!(outcome(waiting).await, Err("73 1001 1 0".to_owned()));
}

#[test]
fn splits_where_it_is_told_to() {
    let page = splitting(300);
    page.send("/app/a", &"x".repeat(1_000).into());
    let frames = page.socket().frames();
    assert_eq!(
        frames.concat(),
        format!("SEND\ndestination:/app/a\n\n{}\0", "x".repeat(1_000))
    );
    assert_eq!(frames.iter().map(String::len).max(), Some(300));
    page.send("/app/a", &Uint8Array::new(&JsValue::from(1_000)));
    let frames = bytes(&page);
    let head = b"SEND\ndestination:/app/a\ncontent-length:1000\n\n";
    assert_eq!(frames.concat(), [&head[..], &[0; 1_001]].concat());
    assert_eq!(frames.iter().map(Vec::len).max(), Some(300));
}

#[test]
fn splits_the_frames_that_the_core_writes() {
    let page = splitting(300);
    let destination = "/topic/안".repeat(100);
    page.subscribe(&destination);
    let frames = page.socket().frames();
    assert_eq!(frames.len(), 3);
    assert!(frames.concat().contains(&destination));
}

#[test]
fn never_cuts_a_character() {
    let page = splitting(301);
    // One of the two has its halves where the cuts would be.
    for body in ["😀".repeat(1_000), format!("x{}", "😀".repeat(1_000))] {
        page.send("/app/a", &body.as_str().into());
        let data = page.socket().data();
        let pieces: Vec<_> = data.iter().map(JsString::from).collect();
        assert!(
            pieces
                .iter()
                .all(|piece| piece.is_valid_utf16() && piece.length() <= 301)
        );
        let sent: String = pieces.into_iter().map(String::from).collect();
        assert_eq!(sent, format!("SEND\ndestination:/app/a\n\n{body}\0"));
    }
}

#[test]
fn splits_for_a_server_that_does_not_name_itself() {
    let page = Page::connected_by(Config::default(), UNNAMED);
    page.send("/app/a", &"x".repeat(40_000).into());
    let lengths: Vec<_> = page.socket().frames().iter().map(String::len).collect();
    assert_eq!(lengths, [16_000, 16_000, 8_026]);
    page.send("/app/a", &Uint8Array::new(&JsValue::from(10_000)));
    let lengths: Vec<_> = bytes(&page).iter().map(Vec::len).collect();
    assert_eq!(lengths, [8_000, 2_047]);
}

/// The bytes that were sent since the last look.
fn bytes(page: &Page) -> Vec<Vec<u8>> {
    let data = page.socket().data().into_iter();
    data.map(|data| {
        data.dyn_into::<Uint8Array>()
            .expect("they are bytes")
            .to_vec()
    })
    .collect()
}
