//! WebSockets with SockJS's frames.

use js_sys::{JSON, JsString, Object, Reflect};
use stompwire::protocol::{Config, Transport};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::browser::turn;
use crate::page::{CONNECTED, Page, outcome};

const LOST: &str = "disconnected 9";

/// A page without STOMP whose session is open; its records are empty.
fn session() -> Page {
    let page = Page::of_sockjs(Transport::WebSocket);
    page.connect();
    page.socket().open();
    page.socket().receive("o");
    page.events();
    page
}

/// A page that has begun with a framed WebSocket, where a raw one does not get through.
fn connecting(config: Config) -> Page {
    let page = Page::with(Config {
        transports: vec![Transport::Raw, Transport::WebSocket],
        ..config
    });
    page.use_endpoint();
    page.connect();
    page.socket().drop(1_006, "", false);
    page
}

/// A page whose client is connected, and whose server spoke last; its records are empty.
async fn connected_by(config: Config) -> Page {
    let page = connecting(config);
    page.socket().open();
    page.socket().receive("o");
    turn().await;
    page.socket().receive(&array(&[CONNECTED]));
    page.subscribe("/topic/a");
    turn().await;
    page.socket()
        .receive(&array(&["RECEIPT\nreceipt-id:receipt-1\n\n\0"]));
    page.socket().frames();
    page.events();
    page
}

async fn connected() -> Page {
    connected_by(Config::default()).await
}

/// An array frame.
fn array(messages: &[&str]) -> String {
    format!("a{}", json(messages))
}

/// What a page sends.
fn json(messages: &[&str]) -> String {
    let list: js_sys::Array = messages.iter().copied().map(JsString::from).collect();
    JSON::stringify(&list).expect("it is a list").into()
}

#[test]
fn opens_a_session_of_its_own_without_sub_protocols() {
    let page = connecting(Config::default());
    let url = page.socket().url();
    let base = page.url().replace("http", "ws");
    let path = url
        .strip_prefix(&format!("{base}/"))
        .expect("it is under the endpoint");
    let parts = <[&str; 3]>::try_from(path.split('/').collect::<Vec<_>>());
    let [server, session, transport] = parts.expect("it names three things");
    assert!(server.len() == 3 && server.bytes().all(|byte| byte.is_ascii_digit()));
    // 26 of 32 letters are more than 128 bits.
    assert!(session.len() >= 26 && session.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert_eq!(transport, "websocket");
    assert_eq!(page.socket().protocols(), [""; 0]);
}

#[test]
fn never_names_two_sessions_alike() {
    let urls = [(); 20].map(|()| connecting(Config::default()).socket().url());
    for url in &urls {
        let session = url.split('/').nth_back(1);
        let same = urls
            .iter()
            .filter(|other| other.split('/').nth_back(1) == session);
        assert_eq!(same.count(), 1);
    }
}

#[test]
async fn sends_nothing_before_the_session_is_open() {
    let page = connecting(Config::default());
    page.socket().open();
    turn().await;
    assert_eq!(page.socket().frames(), [""; 0]);
    page.socket().receive("o");
    turn().await;
    let connect = "CONNECT\naccept-version:1.2,1.1,1.0\nheart-beat:10000,10000\nhost:/\n\n\0";
    assert_eq!(page.socket().frames(), [json(&[connect])]);
}

#[test]
async fn sends_together_what_is_sent_in_one_task() {
    let page = connected().await;
    page.send("/app/a", &"\"안녕\" 😀".into());
    page.send("/app/a", &"b\\".into());
    assert_eq!(page.socket().frames(), [""; 0]);
    turn().await;
    let frames = [
        "SEND\ndestination:/app/a\n\n\"안녕\" 😀\0",
        "SEND\ndestination:/app/a\n\nb\\\0",
    ];
    assert_eq!(page.socket().frames(), [json(&frames)]);
}

#[test]
async fn joins_no_more_than_servers_take() {
    let page = connected().await;
    for _ in 0..100 {
        page.send("/app/a", &"x".repeat(1_000).into());
    }
    page.send("/app/a", &"y".repeat(100_000).into());
    turn().await;
    let frames = page.socket().frames();
    let (long, short): (Vec<_>, Vec<_>) = frames.iter().partition(|frame| frame.len() > 16_000);
    assert_eq!(short.len(), 7);
    // What is longer is alone, and whole.
    assert_eq!(long.len(), 1);
    assert!(long.iter().all(|frame| frame.len() > 100_000));
}

#[test]
async fn cuts_what_is_longer_than_its_limit_and_no_character() {
    let config = Config {
        max_outgoing: Some(256),
        ..Config::default()
    };
    let page = connected_by(config).await;
    // One of the two has its halves where the cuts would be; quotes double their length in JSON.
    for body in ["😀\"".repeat(500), format!("x{}", "😀\"".repeat(500))] {
        page.send("/app/a", &body.as_str().into());
        turn().await;
        let frames = page.socket().frames();
        assert!(
            frames
                .iter()
                .all(|frame| frame.encode_utf16().count() <= 256)
        );
        // Halves of characters would be escaped.
        assert!(frames.iter().all(|frame| !frame.contains("\\ud")));
        assert_eq!(
            messages(&frames).concat(),
            format!("SEND\ndestination:/app/a\n\n{body}\0")
        );
    }
}

#[test]
async fn counts_what_it_has_not_handed_over() {
    let page = connected().await;
    page.socket().set_buffered_amount(1_000.0);
    page.send("/app/a", &"x".repeat(100).into());
    assert!(page.buffered_amount() > 1_100);
    turn().await;
    assert_eq!(page.buffered_amount(), 1_000);
}

#[test]
async fn sends_what_waits_before_it_closes() {
    let page = session();
    page.send_data("last words");
    page.disconnect(0);
    assert_eq!(page.socket().frames(), [json(&["last words"])]);
    assert_eq!(page.socket().closed_with(), 1_000);
    turn().await;
    assert_eq!(page.socket().frames(), [""; 0]);
}

#[test]
fn closes_with_what_the_page_says() {
    let page = session();
    let close = Object::new();
    Reflect::set(&close, &"code".into(), &3_001.into()).expect("it is an object");
    page.set_close_with(&close);
    page.disconnect(0);
    assert_eq!(page.socket().closed_with(), 3_001);
}

#[test]
async fn delivers_messages_however_they_are_put_into_frames() {
    let page = connected().await;
    let message = "MESSAGE\nsubscription:sub-0\nroom:a\\cb\n\n안녕 😀\0";
    let (start, end) = message.split_at(20);
    page.socket().receive(&array(&[message, "\n", message]));
    page.socket()
        .receive(&array(&[start, &format!("{end}{message}")]));
    page.socket().receive(&format!(
        "m{}",
        JSON::stringify(&message.into()).expect("it is a text")
    ));
    assert_eq!(page.bodies(), ["안녕 😀"; 5]);
}

#[test]
fn hands_on_what_is_no_text_where_stomp_is_not_spoken() {
    let page = session();
    page.socket().receive(r#"a["a",1,null,{"b":[2]}]"#);
    page.socket().receive("mnull");
    assert_eq!(
        page.events(),
        [
            r#"data "a""#,
            "data 1",
            "data null",
            r#"data {"b":[2]}"#,
            "data null"
        ]
    );
}

#[test]
fn keeps_half_a_character() {
    let page = session();
    page.socket().receive(r#"a["\ud83d","\ude00"]"#);
    assert_eq!(page.events(), [r#"data "\ud83d""#, r#"data "\ude00""#]);
}

#[test]
fn hears_heartbeats_and_not_what_looks_like_one() {
    let page = session();
    page.socket().receive("h");
    page.socket().receive(&"h".repeat(2_048));
    page.socket().receive("");
    page.socket().receive("x");
    assert_eq!(page.events(), ["heartbeat"]);
}

#[test]
async fn ends_where_stomp_gets_what_is_no_text() {
    let page = connected().await;
    page.socket()
        .receive(r#"a["\n",1,"MESSAGE\nsubscription:sub-0\n\n\u0000"]"#);
    assert_eq!(
        page.events(),
        ["state inactive", "disconnected 11 14 0 0", "gone"]
    );
    assert_eq!(page.socket().closed_with(), 1_000);
}

#[test]
fn ends_at_json_that_cannot_be_read() {
    for frame in ["a[\"a\"", "a{}", "anull", "a\"a\"", "ma"] {
        let page = session();
        page.socket().receive(frame);
        assert_eq!(
            page.events(),
            ["state inactive", "disconnected 11 14 0 0", "gone"],
            "{frame}"
        );
        assert_eq!(page.socket().closed_with(), 1_000);
    }
}

#[test]
fn ends_at_a_close_frame() {
    let page = session();
    page.socket().receive(r#"c[3000,"Go away!"]"#);
    page.socket().receive(r#"a["late"]"#);
    assert_eq!(
        page.events(),
        [
            "closing 3000 Go away! true",
            "state inactive",
            "disconnected 9 3000 1 0",
            "gone"
        ]
    );
    assert_eq!(page.socket().closed_with(), 1_000);
}

#[test]
fn ends_at_a_close_frame_that_makes_no_sense() {
    for frame in [
        "c[3000]",
        "c[\"x\",\"y\"]",
        "c[3000,1]",
        "c[70000,\"x\"]",
        "c[-1,\"x\"]",
        "c[1.5,\"x\"]",
        "c{}",
        "c[]x",
    ] {
        let page = session();
        page.socket().receive(frame);
        assert_eq!(
            page.events(),
            [
                "closing 1002  false",
                "state inactive",
                "disconnected 9 1002 0 0",
                "gone"
            ],
            "{frame}"
        );
    }
}

#[test]
fn ends_where_bytes_come() {
    let page = session();
    page.socket().receive_bytes(b"o");
    let events = page.events();
    assert!(
        events
            .iter()
            .any(|event| event.starts_with("failing a message arrived as [object ArrayBuffer]"))
    );
    assert!(events.iter().any(|event| event.starts_with(LOST)));
}

#[test]
fn gives_nothing_more_of_a_frame_in_which_it_was_closed() {
    let page = session();
    let user = page.clone();
    page.on("data", move || {
        user.disconnect(0);
    });
    page.socket().receive(r#"a["a","b"]"#);
    page.socket().queued().receive(r#"a["c"]"#);
    let events = page.events();
    let data: Vec<_> = events
        .iter()
        .filter(|event| event.starts_with("data"))
        .collect();
    assert_eq!(data, [r#"data "a""#]);
}

#[test]
async fn refuses_bytes_before_they_are_sent() {
    let page = connected().await;
    let sent = page.send("/app/a", &js_sys::Uint8Array::new(&JsValue::from(3)));
    assert_eq!(outcome(sent).await, Err("refused -8".to_owned()));
    assert_eq!(page.socket().frames(), [""; 0]);
}

/// The messages in these arrays.
fn messages(frames: &[String]) -> Vec<String> {
    let lists = frames
        .iter()
        .map(|frame| JSON::parse(frame).expect("it is JSON"));
    let texts = lists.flat_map(|list| js_sys::Array::from(&list).into_iter());
    texts
        .map(|text| text.as_string().expect("it is a text"))
        .collect()
}
