//! Clients beside each other, connections after each other, and the end of all of them.

use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::clock::Clock;
use crate::page::{CONNECTED, Page, outcome};

const MESSAGE: &str = "MESSAGE\nsubscription:sub-0\n\nbody\0";

#[test]
fn two_clients_do_not_meet() {
    let (one, other) = (Page::subscribed(), Page::subscribed());
    one.events();
    other.events();
    one.socket().receive("MESSAGE\nsubscription:sub-0\n\npie");
    other.socket().receive(MESSAGE);
    one.socket().receive("ces\0");
    assert_eq!(one.bodies(), ["pieces"]);
    assert_eq!(other.bodies(), ["body"]);
    one.send("/app/one", &"".into());
    other.send("/app/other", &"".into());
    assert_eq!(one.socket().frames(), ["SEND\ndestination:/app/one\n\n\0"]);
    assert_eq!(
        other.socket().frames(),
        ["SEND\ndestination:/app/other\n\n\0"]
    );
}

#[test]
fn a_client_that_ends_leaves_the_others_alone() {
    let (one, other) = (Page::subscribed(), Page::subscribed());
    other.events();
    one.socket().drop(1_006, "", false);
    other.socket().receive(MESSAGE);
    assert_eq!(other.events(), ["message 0"]);
}

#[test]
fn a_callback_of_one_client_may_use_another() {
    let (one, other) = (Page::subscribed(), Page::subscribed());
    let user = other.clone();
    one.on_message(move |message| {
        user.socket().receive(MESSAGE);
        user.send("/app/a", &message.body().into());
    });
    one.socket().receive(&format!("{MESSAGE}{MESSAGE}"));
    one.socket().receive(MESSAGE);
    assert_eq!(
        other.socket().frames(),
        ["SEND\ndestination:/app/a\n\nbody\0"; 3]
    );
    assert_eq!(one.bodies(), ["body"; 3]);
    assert_eq!(other.bodies(), ["body"; 3]);
}

/// `disconnect` and `connect` at once: the same client, another session.
#[test]
fn what_the_socket_of_an_old_session_says_changes_nothing() {
    let page = Page::subscribed();
    let old = page.socket().queued();
    page.disconnect(2_000);
    page.connect();
    page.socket()
        .receive("RECEIPT\nreceipt-id:disconnect\n\n\0");
    assert_eq!(page.sockets().len(), 2);
    page.events();
    ignores(&page, &old);
    page.accept(CONNECTED);
    ignores(&page, &old);
}

#[test]
fn what_the_socket_of_an_old_client_says_changes_nothing() {
    let page = Page::subscribed();
    let old = page.socket().queued();
    page.socket().drop(1_006, "", false);
    page.connect();
    page.events();
    ignores(&page, &old);
    page.accept(CONNECTED);
    ignores(&page, &old);
}

#[test]
async fn a_message_of_an_old_session_cannot_be_acknowledged() {
    let page = Page::subscribed();
    page.socket()
        .receive("MESSAGE\nsubscription:sub-0\nack:1\n\n\0");
    let messages = page.inbox();
    let message = messages.first().expect("it was delivered");
    page.socket().drop(1_006, "", false);
    assert_eq!(outcome(message.ack()).await, Err("refused -1".to_owned()));
    page.connect();
    page.accept(CONNECTED);
    assert_eq!(outcome(message.ack()).await, Err("refused -6".to_owned()));
    assert_eq!(page.socket().frames(), [""; 0]);
}

#[test]
async fn a_trap_ends_every_client_and_breaks_every_promise() {
    let clock = Clock::install();
    let (one, other) = (Page::subscribed(), Page::new());
    let receipt = one.send_with_receipt("/app/a", &"x".into());
    let attempt = other.connect();
    one.events();
    other.events();
    one.trap_at("frame");
    one.socket().receive("ERROR\n\n\0");
    assert_eq!(one.events(), ["frame ERROR", "crashed unreachable"]);
    assert_eq!(other.events(), ["crashed unreachable"]);
    assert_eq!(outcome(receipt).await, Err("12 0 0 0".to_owned()));
    assert_eq!(outcome(attempt).await, Err("12 0 0 0".to_owned()));
    assert_eq!(
        [one.socket().closed_with(), other.socket().closed_with()],
        [1_000; 2]
    );
    assert_eq!(clock.waiting(), 0);
}

#[test]
async fn a_page_connects_anew_with_the_module_that_follows_a_trap() {
    let page = Page::subscribed();
    page.trap_at("frame");
    page.socket().receive("ERROR\n\n\0");
    page.on("frame", || {});
    assert_eq!(
        outcome(page.send("/app/a", &"x".into())).await,
        Err("refused -1".to_owned())
    );
    stompwire::js::bind();
    let promise = page.connect();
    page.accept(CONNECTED);
    assert_eq!(outcome(promise).await, Ok(()));
}

/// Says all that a socket can say.
fn ignores(page: &Page, old: &crate::page::Socket) {
    old.open();
    old.receive(MESSAGE);
    old.receive("nonsense\n\n\0");
    old.receive_bytes(b"nonsense");
    old.drop(1_006, "", false);
    assert_eq!(page.events(), [""; 0]);
    assert_eq!(page.socket().frames(), [""; 0]);
    assert_eq!(page.socket().closed_with(), 0);
}
