//! From `connect` to CONNECTED, and every way in which a socket may come.

use js_sys::{Error, Function, Object, Promise, Reflect};
use stompwire::protocol::Config;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::browser::turn;
use crate::page::{CONNECTED, Page, Socket, outcome};

const CONNECT: &str = "CONNECT\naccept-version:1.2,1.1,1.0\nheart-beat:10000,10000\nhost:/\n\n\0";
/// Of `numbers.rs`: no connection could be made, and there was no close event to say why.
const FAILED: &str = "8 1006 0 0";
const ABORTED: &str = "2 0 0 0";

#[test]
fn opens_a_socket_in_the_stack_of_connect() {
    let page = Page::new();
    page.connect();
    assert_eq!(page.socket().url(), "ws://server/stomp");
    assert_eq!(page.socket().binary_type(), "arraybuffer");
}

#[test]
fn offers_the_sub_protocols_of_stomp_before_the_pages_own() {
    let page = Page::with(Config {
        protocols: "my-team-custom,other,".to_owned(),
        ..Config::default()
    });
    page.connect();
    let protocols = [
        "v12.stomp",
        "v11.stomp",
        "v10.stomp",
        "my-team-custom",
        "other",
    ];
    assert_eq!(page.socket().protocols(), protocols);
}

#[test]
fn offers_no_sub_protocol_where_none_is_wanted() {
    let page = Page::with(Config {
        offer_protocols: false,
        ..Config::default()
    });
    page.connect();
    assert_eq!(page.socket().protocols(), [""; 0]);
}

#[test]
fn sends_connect_in_the_stack_of_open() {
    let page = Page::new();
    page.connect();
    assert_eq!(page.socket().frames(), [""; 0]);
    page.socket().open();
    assert_eq!(page.socket().frames(), [CONNECT]);
}

#[test]
fn sends_connect_at_once_on_a_socket_that_is_open() {
    let page = Page::new();
    page.make_sockets(|socket| {
        socket.open();
        Ok(socket.into())
    });
    page.connect();
    assert_eq!(page.socket().frames(), [CONNECT]);
}

#[test]
fn sends_headers_of_any_length_and_script() {
    let page = Page::new();
    let name = "이름".repeat(3_000);
    let token = "안녕😀".repeat(10_000);
    let headers = Object::new();
    Reflect::set(&headers, &(&name).into(), &(&token).into()).expect("it is an object");
    page.set_connect_headers(&headers);
    page.connect();
    page.socket().open();
    let connect = CONNECT.replace("\n\n\0", &format!("\n{name}:{token}\n\n\0"));
    assert!(page.socket().frames() == [connect]);
}

#[test]
async fn keeps_the_promise_at_connected() {
    let page = Page::new();
    let promise = page.connect();
    page.socket().open();
    page.events();
    page.socket()
        .receive("CONNECTED\nversion:1.1\nheart-beat:20000,30000\n\n\0");
    let events = [
        "state connected",
        "frame CONNECTED",
        "connected 1 30000 20000",
    ];
    assert_eq!(page.events(), events);
    assert_eq!(outcome(promise).await, Ok(()));
}

#[test]
async fn takes_a_socket_that_comes_later() {
    let page = Page::new();
    page.make_sockets(|socket| Ok(Promise::resolve(&socket).into()));
    let promise = page.connect();
    assert_eq!(page.socket().binary_type(), "blob");
    turn().await;
    page.accept(CONNECTED);
    assert_eq!(outcome(promise).await, Ok(()));
}

#[test]
async fn a_factory_that_throws_ends_the_attempt() {
    let page = Page::new();
    page.make_sockets(|_| Err(Error::new("no sockets today").into()));
    let promise = page.connect();
    assert_eq!(
        page.events(),
        [
            "state connecting",
            "failing no sockets today",
            "closing 1006  false",
            "state inactive",
            "gone"
        ]
    );
    assert_eq!(outcome(promise).await, Err(FAILED.to_owned()));
}

#[test]
async fn a_factory_that_rejects_ends_the_attempt() {
    let page = Page::new();
    page.make_sockets(|_| Ok(Promise::reject(&Error::new("no sockets today")).into()));
    let promise = page.connect();
    page.events();
    assert_eq!(outcome(promise).await, Err(FAILED.to_owned()));
    assert_eq!(
        page.events(),
        [
            "failing no sockets today",
            "closing 1006  false",
            "state inactive",
            "gone"
        ]
    );
}

#[test]
async fn closes_a_socket_that_comes_after_its_attempt() {
    let page = Page::new();
    let (resolve, _) = deferred(&page);
    let promise = page.connect();
    page.abort();
    assert_eq!(outcome(promise).await, Err(ABORTED.to_owned()));
    let late = page.socket();
    page.make_sockets(|socket| Ok(socket.into()));
    page.connect();
    settle(&resolve, &late);
    turn().await;
    assert_ne!(late.closed_with(), 0);
    assert_eq!(late.binary_type(), "blob");
    page.socket().open();
    assert_eq!(page.socket().frames(), [CONNECT]);
}

#[test]
async fn tells_why_a_socket_closed() {
    let page = Page::new();
    let promise = page.connect();
    page.events();
    page.socket().drop(4_001, "go away", true);
    assert_eq!(
        page.events(),
        ["closing 4001 go away true", "state inactive", "gone"]
    );
    assert_eq!(outcome(promise).await, Err("8 4001 1 0".to_owned()));
}

#[test]
async fn closes_the_socket_of_an_attempt_that_is_called_off() {
    let page = Page::new();
    let promise = page.connect();
    page.abort();
    assert_eq!(page.socket().closed_with(), 1_000);
    assert_eq!(outcome(promise).await, Err(ABORTED.to_owned()));
}

#[test]
async fn a_factory_that_rejects_after_its_attempt_says_nothing() {
    let page = Page::new();
    let (_, reject) = deferred(&page);
    page.connect();
    page.abort();
    page.make_sockets(|socket| Ok(socket.into()));
    page.connect();
    page.events();
    settle(&reject, &Error::new("too late"));
    turn().await;
    assert_eq!(page.events(), [""; 0]);
}

#[test]
async fn a_factory_that_resolves_to_no_socket_ends_the_attempt() {
    let page = Page::new();
    page.make_sockets(|_| Ok(Promise::resolve(&JsValue::UNDEFINED).into()));
    let promise = page.connect();
    assert_eq!(outcome(promise).await, Err(FAILED.to_owned()));
}

/// Lets the page's factory give a promise, and gives what resolves and what rejects it.
fn deferred(page: &Page) -> (Function, Function) {
    let mut settlers = None;
    let promise = Promise::new(&mut |resolve, reject| settlers = Some((resolve, reject)));
    page.make_sockets(move |_: Socket| Ok(promise.clone().into()));
    settlers.expect("promises say so at once")
}

fn settle(settler: &Function, value: &JsValue) {
    settler
        .call1(&JsValue::UNDEFINED, value)
        .expect("settling does not throw");
}
