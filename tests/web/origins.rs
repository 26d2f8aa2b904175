//! What is learnt of a server serves the next attempt.

use stompwire::protocol::{Config, Transport};
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::browser::{record, recorded, turn};
use crate::page::Page;

const TRANSPORTS: [Transport; 3] = [
    Transport::Raw,
    Transport::WebSocket,
    Transport::XhrStreaming,
];

/// A page that has begun to connect to this endpoint.
fn connecting(url: &str, keeps_for_session: bool) -> Page {
    let page = Page::with(Config {
        transports: TRANSPORTS.to_vec(),
        ..Config::default()
    });
    page.set_url(url);
    page.set_keeps_for_session(keeps_for_session);
    page.connect();
    page
}

/// The address of an endpoint whose server answers `/info`, and lets no raw WebSocket through.
async fn learnt(keeps_for_session: bool) -> String {
    let page = Page::at_endpoint(&TRANSPORTS);
    page.set_keeps_for_session(keeps_for_session);
    page.connect();
    let [info] = page.requests().try_into().expect("it asks once");
    info.answer(200);
    info.chunk("{}");
    info.end();
    turn().await;
    page.socket().drop(1_006, "", false);
    page.socket().open();
    page.socket().receive("o");
    page.url()
}

/// Whether it asks for `/info`, and whether it begins with a raw WebSocket.
fn beginning(page: &Page) -> (bool, bool) {
    let asks = !page.requests().is_empty();
    (asks, page.socket().url().ends_with("/ws/websocket"))
}

/// Where a browser keeps it.
fn key(url: &str) -> String {
    format!("stompwire:{}", url.trim_end_matches("/ws"))
}

#[test]
async fn neither_asks_nor_fails_twice() {
    let url = learnt(false).await;
    assert_eq!(beginning(&connecting(&url, false)), (false, false));
    let other = Page::at_endpoint(&TRANSPORTS);
    other.connect();
    assert_eq!(beginning(&other), (true, true));
}

#[test]
async fn asks_another_endpoint_of_the_same_server() {
    let url = learnt(false).await;
    let other = connecting(&url.replace("/ws", "/other/ws"), false);
    assert_eq!(beginning(&other), (true, false));
}

#[test]
async fn keeps_nothing_beyond_the_page_unless_it_may() {
    let url = learnt(false).await;
    assert_eq!(recorded(&key(&url)), None);
}

/// What failed, that is: what a server says of itself is asked for once in every page.
#[test]
async fn keeps_it_for_the_session_where_it_may() {
    let url = learnt(true).await;
    let record_of_it = recorded(&key(&url)).expect("it is kept");
    let next_page = url.replace("server", "same-server");
    record(&key(&next_page), &record_of_it);
    assert_eq!(beginning(&connecting(&next_page, true)), (true, false));
}

#[test]
async fn reads_nothing_that_it_may_not_keep() {
    let url = learnt(true).await;
    let record_of_it = recorded(&key(&url)).expect("it is kept");
    let next_page = url.replace("server", "other-server");
    record(&key(&next_page), &record_of_it);
    assert_eq!(beginning(&connecting(&next_page, false)), (true, true));
}

#[test]
fn forgets_what_is_old_or_makes_no_sense() {
    let records = [
        "[255,1,100,0]",
        "",
        "null",
        "7",
        "{}",
        "[]",
        "[255,1,100]",
        "[255,1,100,\"x\"]",
        "[255,1",
    ];
    for (number, text) in records.into_iter().enumerate() {
        let url = format!("http://recorded-{number}/ws");
        record(&key(&url), text);
        assert_eq!(beginning(&connecting(&url, true)), (true, true), "{text}");
    }
}
