//! A callback may call anything.

use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::page::{CONNECTED, Page, is_pending, outcome};

fn message(body: &str) -> String {
    format!("MESSAGE\nsubscription:sub-0\nname:{body}\n\n{body}\0")
}

/// The messages `a`, `b` and `c` at once, and each by itself.
fn receive_thrice(page: &Page) {
    page.socket()
        .receive(&format!("{}{}{}", message("a"), message("b"), message("c")));
    for body in ["a", "b", "c"] {
        page.socket().receive(&message(body));
    }
}

#[test]
fn sends_in_the_stack_of_the_callback() {
    let page = Page::subscribed();
    let user = page.clone();
    page.on_message(move |message| {
        user.send("/app/a", &message.body().into());
    });
    receive_thrice(&page);
    let sent =
        ["a", "b", "c", "a", "b", "c"].map(|body| format!("SEND\ndestination:/app/a\n\n{body}\0"));
    assert_eq!(page.socket().frames(), sent);
}

#[test]
fn reads_its_message_right_after_it_has_sent() {
    let page = Page::subscribed();
    let user = page.clone();
    page.on_message(move |message| {
        user.send("/app/something-else", &"x".into());
        user.send(&message.header("name").unwrap_or_default(), &"".into());
    });
    receive_thrice(&page);
    let frames = page.socket().frames();
    let seen: Vec<_> = frames
        .iter()
        .skip(1)
        .step_by(2)
        .map(String::as_str)
        .collect();
    let sent = ["a", "b", "c", "a", "b", "c"].map(|body| format!("SEND\ndestination:{body}\n\n\0"));
    assert_eq!(seen, sent);
}

#[test]
fn subscribes_while_messages_are_delivered() {
    let page = Page::subscribed();
    let user = page.clone();
    let mut more = true;
    page.on_message(move |_| {
        if core::mem::take(&mut more) {
            user.subscribe("/topic/b");
        }
    });
    receive_thrice(&page);
    assert_eq!(
        page.socket().frames(),
        ["SUBSCRIBE\ndestination:/topic/b\nid:sub-1\nreceipt:receipt-2\n\n\0"]
    );
    assert_eq!(page.bodies(), ["a", "b", "c", "a", "b", "c"]);
    page.events();
    page.socket().receive("MESSAGE\nsubscription:sub-1\n\n\0");
    assert_eq!(page.events(), ["message 1"]);
}

#[test]
fn gets_nothing_more_once_it_has_unsubscribed() {
    let page = Page::subscribed();
    let user = page.clone();
    page.on_message(move |_| user.unsubscribe(0));
    for body in ["a", "b"] {
        page.socket().receive(&message(body));
        page.socket().receive_bytes(message(body).as_bytes());
    }
    assert_eq!(page.socket().frames(), ["UNSUBSCRIBE\nid:sub-0\n\n\0"]);
    assert_eq!(page.bodies(), ["a"]);
}

#[test]
fn disconnects_in_the_stack_of_the_callback() {
    let page = Page::subscribed();
    let user = page.clone();
    page.on_message(move |_| {
        user.disconnect(2_000);
    });
    page.events();
    page.socket()
        .receive(&format!("{}{}", message("a"), message("b")));
    assert_eq!(
        page.socket().frames(),
        ["DISCONNECT\nreceipt:disconnect\n\n\0"]
    );
    page.socket()
        .receive("RECEIPT\nreceipt-id:disconnect\n\n\0");
    assert_eq!(page.socket().closed_with(), 1_000);
    assert_eq!(page.events().last().map(String::as_str), Some("gone"));
    assert_eq!(page.bodies().first().map(String::as_str), Some("a"));
}

#[test]
async fn connects_again_in_the_callback_that_says_it_is_disconnected() {
    let page = Page::subscribed();
    let user = page.clone();
    page.on("disconnected", move || {
        user.connect();
    });
    page.socket().drop(1_001, "restart", true);
    assert_eq!(page.sockets().len(), 2);
    page.accept(CONNECTED);
    assert_eq!(outcome(page.connect()).await, Ok(()));
}

#[test]
async fn connects_again_in_the_callback_that_says_it_is_gone() {
    let page = Page::subscribed();
    let user = page.clone();
    page.on("gone", move || {
        user.connect();
    });
    page.socket().drop(1_001, "restart", true);
    assert_eq!(page.sockets().len(), 2);
    page.accept(CONNECTED);
    assert_eq!(outcome(page.connect()).await, Ok(()));
}

#[test]
async fn keeps_a_promise_after_the_callbacks_before_it() {
    let page = Page::subscribed();
    let receipt = page.send_with_receipt("/app/a", &"x".into());
    page.events();
    assert!(is_pending(&receipt).await);
    page.socket().receive(&format!(
        "{}RECEIPT\nreceipt-id:receipt-2\n\n\0",
        message("a")
    ));
    assert_eq!(page.events(), ["message 0"]);
    assert_eq!(outcome(receipt).await, Ok(()));
}

#[test]
fn acknowledges_in_the_stack_of_the_callback() {
    let page = Page::subscribed();
    page.on_message(|message| {
        message.ack();
    });
    let text = "MESSAGE\nsubscription:sub-0\nack:a\\c1\n\n안녕\0";
    page.socket().receive(text);
    page.socket().receive_bytes(text.as_bytes());
    page.socket().receive(&format!("{text}{text}"));
    assert_eq!(page.socket().frames(), ["ACK\nid:a\\c1\n\n\0"; 4]);
}
