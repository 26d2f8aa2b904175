//! What a message tells of its headers, whether it was text or bytes, now or later.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::page::{Message, Page};

/// A message with these header lines: as the fast path gives it, as bytes, and as the slow path does.
fn messages(lines: &str) -> Vec<Message> {
    let page = Page::subscribed();
    let text = format!("MESSAGE\nsubscription:sub-0\n{lines}\n\nbody\0");
    page.socket().receive(&text);
    page.socket().receive_bytes(text.as_bytes());
    let (start, end) = text.split_at(9);
    page.socket().receive(start);
    page.socket().receive(end);
    let messages = page.inbox();
    assert_eq!(messages.len(), 3);
    messages
}

/// Expects these headers beside `subscription`, one by one, all at once, and one by one again.
fn reads(lines: &str, expected: &[(&str, &str)]) {
    for message in messages(lines) {
        for _ in 0..2 {
            for (name, value) in expected {
                assert_eq!(message.header(name).as_deref(), Some(*value));
            }
            let headers = message.headers();
            assert_eq!(
                headers.first(),
                Some(&("subscription".to_owned(), "sub-0".to_owned()))
            );
            let headers: Vec<_> = headers
                .iter()
                .skip(1)
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            assert_eq!(headers, expected);
        }
    }
}

#[test]
fn unescapes_names_and_values() {
    reads(
        "na\\cme:a\\\\n\\nb\\rc\\c\nplain:a:b",
        &[("na:me", "a\\n\nb\rc:"), ("plain", "a:b")],
    );
}

#[test]
fn keeps_spaces_and_empty_values() {
    reads(" a : b \nempty:", &[(" a ", " b "), ("empty", "")]);
}

#[test]
fn reads_the_first_of_repeated_headers() {
    reads(
        "foo:one\nbar:x\nfoo:two\nf\\\\o:y",
        &[("foo", "one"), ("bar", "x"), ("f\\o", "y")],
    );
}

#[test]
fn reads_any_script() {
    reads(
        "이름:안녕\nemoji😀:\\c😀\\n",
        &[("이름", "안녕"), ("emoji😀", ":😀\n")],
    );
}

#[test]
fn reads_the_names_that_objects_have() {
    let expected = [
        ("__proto__", "a"),
        ("constructor", "b"),
        ("toString", "c"),
        ("hasOwnProperty", "d"),
    ];
    reads(
        "__proto__:a\nconstructor:b\ntoString:c\nhasOwnProperty:d",
        &expected,
    );
}

#[test]
fn has_no_header_that_did_not_come() {
    for message in messages("room:a") {
        for name in [
            "__proto__",
            "constructor",
            "toString",
            "Room",
            "roo",
            "room:a",
            "a",
            "body",
            "MESSAGE",
            "",
            "안",
        ] {
            assert_eq!(message.header(name), None);
            let headers = message.headers_object();
            assert!(!Reflect::has(&headers, &name.into()).expect("it is an object"));
            assert_eq!(message.header(name), None);
        }
        assert_eq!(
            JsValue::from(Object::get_prototype_of(&message.headers_object())),
            JsValue::NULL
        );
    }
}

#[test]
fn finds_a_name_longer_than_the_scratch_memory() {
    let name = "이름".repeat(4_000);
    reads(
        &format!("{name}:value\nshort:안"),
        &[(&name, "value"), ("short", "안")],
    );
}

#[test]
fn tells_the_headers_of_two_messages_apart_read_in_turn() {
    let page = Page::subscribed();
    for number in 0..2 {
        page.socket().receive(&format!(
            "MESSAGE\nsubscription:sub-0\nnumber:{number}\nroom:\\c{number}\n\n\0"
        ));
    }
    let messages = page.inbox();
    for _ in 0..2 {
        for (number, message) in messages.iter().enumerate() {
            assert_eq!(message.header("number"), Some(number.to_string()));
            assert_eq!(message.header("room"), Some(format!(":{number}")));
        }
    }
}

#[test]
fn reads_a_header_after_the_scratch_memory_served_others() {
    let page = Page::subscribed();
    page.socket()
        .receive("MESSAGE\nsubscription:sub-0\nroom:a\n\n\0");
    let [message] = page
        .inbox()
        .try_into()
        .unwrap_or_else(|_| unreachable!("it is one"));
    assert_eq!(message.header("room").as_deref(), Some("a"));
    page.send("/app/x", &"x".into());
    assert_eq!(message.header("room").as_deref(), Some("a"));
    page.socket()
        .receive("MESSAGE\nsubscription:sub-0\nroom:b\n\nin pie");
    assert_eq!(message.header("room").as_deref(), Some("a"));
    page.socket().receive("ces\0");
    assert_eq!(message.header("room").as_deref(), Some("a"));
}
