//! Messages in every form in which a socket may give them.

use js_sys::{DataView, JsString, Uint8Array};
use stompwire::protocol::{Config, Limits};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::page::{CONNECTED, Page};

/// Regular, and with something to get wrong in head and body.
const MESSAGE: &str = "MESSAGE\nsubscription:sub-0\nroom:a\\cb\n\n안녕 😀\0";

/// The body of [`MESSAGE`], so many times.
fn delivered(page: &Page, times: usize) {
    let messages = page.inbox();
    assert_eq!(messages.len(), times);
    for message in messages {
        assert_eq!(message.body(), "안녕 😀");
        assert_eq!(message.header("room").as_deref(), Some("a:b"));
        assert_eq!(message.bytes().to_vec(), "안녕 😀".as_bytes());
    }
}

#[test]
fn delivers_a_whole_message_in_the_sockets_stack() {
    let page = Page::subscribed();
    page.socket().receive(MESSAGE);
    assert_eq!(page.events(), ["message 0"]);
    delivered(&page, 1);
}

#[test]
fn delivers_a_message_with_an_eol_behind_it() {
    let page = Page::subscribed();
    page.socket().receive(&format!("{MESSAGE}\n"));
    delivered(&page, 1);
}

/// The module's memory does not grow, where all that other tests needed is far less than this.
#[test]
fn a_body_never_enters_the_module() {
    let limits = Limits {
        frame: 1 << 30,
        ..Limits::default()
    };
    let config = Config {
        limits,
        ..Config::default()
    };
    let page = Page::connected_by(config, CONNECTED);
    page.subscribe("/topic/a");
    let body = JsString::from("x").repeat(64 << 20);
    let text = JsString::from("MESSAGE\nsubscription:sub-0\n\n").concat(&body);
    let before = core::arch::wasm32::memory_size(0);
    page.socket().receive_data(&text.concat(&"\0".into()));
    let messages = page.inbox();
    let length = messages
        .first()
        .map(|message| message.body_string().length());
    assert_eq!(length, Some(body.length()));
    assert_eq!(core::arch::wasm32::memory_size(0), before);
}

#[test]
fn delivers_messages_that_are_glued() {
    let page = Page::subscribed();
    page.socket()
        .receive(&format!("\n{MESSAGE}\n\n{MESSAGE}{MESSAGE}"));
    delivered(&page, 3);
}

#[test]
fn delivers_a_message_that_comes_in_pieces() {
    let page = Page::subscribed();
    for piece in MESSAGE.split_inclusive(['\n', '안', '\0']) {
        delivered(&page, 0);
        page.socket().receive(piece);
    }
    delivered(&page, 1);
}

#[test]
fn delivers_a_message_that_comes_byte_by_byte() {
    let page = Page::subscribed();
    for byte in MESSAGE.as_bytes() {
        page.socket().receive_bytes(&[*byte]);
    }
    delivered(&page, 1);
}

#[test]
fn delivers_a_message_between_the_pieces_of_others() {
    let page = Page::subscribed();
    let (start, end) = MESSAGE.split_at(20);
    page.socket().receive(start);
    page.socket().receive(&format!("{end}{MESSAGE}{start}"));
    page.socket().receive(end);
    page.socket().receive(MESSAGE);
    delivered(&page, 4);
}

#[test]
fn reads_lines_that_end_in_cr_lf() {
    let page = Page::subscribed();
    let (head, body) = MESSAGE.split_once("\n\n").expect("it has a head");
    let head = head.replace('\n', "\r\n");
    page.socket().receive(&format!("{head}\r\n\r\n{body}"));
    page.socket()
        .receive_bytes(format!("{head}\r\n\r\n{body}").as_bytes());
    delivered(&page, 2);
}

#[test]
fn reads_an_array_buffer() {
    let page = Page::subscribed();
    page.socket().receive_bytes(MESSAGE.as_bytes());
    delivered(&page, 1);
}

#[test]
fn reads_no_more_of_a_buffer_than_its_view_shows() {
    let page = Page::subscribed();
    let around = format!("garbage{MESSAGE}garbage");
    let buffer = Uint8Array::from(around.as_bytes()).buffer();
    let (start, length) = (7, MESSAGE.len());
    let array = Uint8Array::new_with_byte_offset_and_length(&buffer, start, length as u32);
    page.socket().receive_data(&array);
    page.socket()
        .receive_data(&DataView::new(&buffer, start as usize, length));
    delivered(&page, 2);
}

#[test]
fn refuses_a_blob() {
    let page = Page::subscribed();
    page.events();
    page.socket().receive_blob(MESSAGE);
    assert_eq!(
        page.events(),
        [
            "failing a message arrived as [object Blob]: text or an ArrayBuffer is needed (binaryType \"arraybuffer\")",
            "closing 1006  false",
            "state inactive",
            "disconnected 9 1006 0 0",
            "gone"
        ]
    );
    assert_eq!(page.socket().closed_with(), 1_000);
}

#[test]
fn keeps_every_character_of_a_body() {
    let body = "\u{feff}a\r\nb\\n\u{2028}\u{ffff}😀\u{feff}";
    let page = Page::subscribed();
    let text = format!("MESSAGE\nsubscription:sub-0\n\n{body}\0");
    page.socket().receive(&text);
    page.socket().receive_bytes(text.as_bytes());
    page.socket().receive(&format!("{text}\n{text}"));
    assert_eq!(page.bodies(), [body; 4]);
}

#[test]
fn reads_a_body_that_holds_nul_by_its_length() {
    let page = Page::subscribed();
    let text = "MESSAGE\nsubscription:sub-0\ncontent-length:5\n\na\0b\0c\0";
    page.socket().receive(text);
    page.socket().receive_bytes(text.as_bytes());
    assert_eq!(page.bodies(), ["a\0b\0c"; 2]);
}

#[test]
fn reads_heads_longer_than_the_fast_path_and_the_scratch_memory() {
    let page = Page::subscribed();
    for length in [4_000, 4_096, 16_384, 50_000] {
        let long = "x".repeat(length);
        let text = format!("MESSAGE\nsubscription:sub-0\nlong:{long}\nlast:안녕\n\nbody\0");
        page.socket().receive(&text);
        page.socket().receive_bytes(text.as_bytes());
        for message in page.inbox() {
            assert!(message.header("long") == Some(long.clone()));
            assert_eq!(message.header("last").as_deref(), Some("안녕"));
            assert_eq!(message.body(), "body");
        }
    }
}

#[test]
fn a_kept_message_reads_right_after_ten_thousand_others() {
    let message = |number| {
        format!("MESSAGE\nsubscription:sub-0\nnumber:{number}\ncolon:\\c\n\nbody {number}\0")
    };
    let page = Page::subscribed();
    // Whole, as bytes, and glued to the next one.
    page.socket().receive(&message(0));
    page.socket().receive_bytes(message(1).as_bytes());
    page.socket()
        .receive(&format!("{}{}", message(2), message(3)));
    let kept = page.inbox();
    for number in 4..10_004 {
        page.socket().receive(&message(number));
    }
    let others = page.inbox();
    assert_eq!(
        others
            .last()
            .and_then(|last| last.header("number"))
            .as_deref(),
        Some("10003")
    );
    assert_eq!(kept.len(), 4);
    for (number, message) in kept.iter().enumerate() {
        assert_eq!(message.header("number"), Some(number.to_string()));
        assert_eq!(message.header("colon").as_deref(), Some(":"));
        assert_eq!(message.body(), format!("body {number}"));
    }
}

#[test]
fn gives_a_message_that_nobody_subscribed() {
    let page = Page::subscribed();
    page.events();
    page.socket()
        .receive("MESSAGE\nsubscription:constructor\n\nbody\0");
    assert_eq!(page.events(), ["message -1"]);
    assert_eq!(page.bodies(), ["body"]);
}

#[test]
fn hears_nothing_in_a_beat() {
    let page = Page::subscribed();
    page.events();
    page.socket().receive("\n");
    page.socket().receive_bytes(b"\r\n");
    page.socket().receive("");
    page.socket()
        .receive_data(&Uint8Array::new(&JsValue::from(0)).buffer());
    assert_eq!(page.events(), [""; 0]);
}
