//! What a SockJS server says of itself.

use stompwire::protocol::Transport;
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::browser::turn;
use crate::page::{Page, Request};

/// What the network does to a request.
type Answer = fn(&Request);

/// A page that has begun to connect, and its question.
fn asking() -> (Page, Request) {
    let page = Page::at_endpoint(&[Transport::Raw, Transport::WebSocket]);
    page.connect();
    let [info] = page.requests().try_into().expect("it asks once");
    (page, info)
}

async fn answered(info: &Request, text: &str) {
    info.answer(200);
    info.chunk(text);
    info.end();
    turn().await;
}

#[test]
fn asks_beside_the_first_transport() {
    let (page, info) = asking();
    assert_eq!(info.url(), format!("{}/info", page.url()));
    assert_eq!(info.line(), "GET info");
    assert_eq!(info.modes(), "no-store manual");
    assert_eq!(page.sockets().len(), 1);
}

#[test]
async fn hears_that_web_sockets_are_offered() {
    for text in [r#"{"websocket":true}"#, "{}", "\u{feff}{}"] {
        let (page, info) = asking();
        answered(&info, text).await;
        assert_eq!(page.attempts(), ["0 1 0 0"]);
    }
}

#[test]
async fn hears_that_web_sockets_are_not_offered() {
    let (page, info) = asking();
    answered(&info, r#"{"websocket":false}"#).await;
    assert_eq!(page.attempts(), ["0 1 0 0", "1 0 7 0"]);
    assert_eq!(page.socket().closed_with(), 1_000);
}

#[test]
async fn goes_where_the_server_says() {
    let (page, info) = asking();
    answered(&info, r#"{"base_url":"/elsewhere"}"#).await;
    let elsewhere = page
        .url()
        .replace("http", "ws")
        .replace("/ws", "/elsewhere/websocket");
    assert_eq!(page.sockets().len(), 2);
    assert_eq!(
        page.socket().url().trim_start_matches("ws:"),
        elsewhere.trim_start_matches("ws:")
    );
}

#[test]
async fn goes_nowhere_else_where_it_is_not_told_to() {
    for text in [
        r#"{"base_url":7}"#,
        r#"{"base_url":""}"#,
        r#"{"base_url":null}"#,
    ] {
        let (page, info) = asking();
        answered(&info, text).await;
        assert_eq!(page.attempts(), ["0 1 0 0"]);
        assert_eq!(page.sockets().len(), 1);
    }
}

#[test]
async fn tells_an_answer_that_says_nothing() {
    for text in [
        r#"{"base_url":"http://"}"#,
        "",
        "null",
        "[]",
        "7",
        "<html>",
        "{\"websocket\":fal",
    ] {
        let (page, info) = asking();
        answered(&info, text).await;
        assert_eq!(page.attempts(), ["0 1 5 0"], "{text}");
    }
}

#[test]
async fn reads_no_more_than_such_an_answer_needs() {
    let (page, info) = asking();
    info.answer(200);
    info.chunk(&" ".repeat(65_536));
    turn().await;
    assert_eq!(page.attempts(), [""; 0]);
    info.chunk(" ");
    turn().await;
    assert_eq!(page.attempts(), ["0 1 5 0"]);
    assert!(info.cancelled());
}

#[test]
async fn tells_that_there_is_no_answer() {
    let answers: [(Answer, &str); 4] = [
        (|info| info.answer(404), "0 1 4 404"),
        (Request::redirect, "0 1 4 300"),
        (|info| info.fail("there is no network"), "0 0 4 0"),
        (
            |info| {
                info.answer(200);
                info.chunk("{");
                info.fail("the cable is cut");
            },
            "0 0 4 0",
        ),
    ];
    for (answer, attempt) in answers {
        let (page, info) = asking();
        answer(&info);
        turn().await;
        assert_eq!(page.attempts(), [attempt]);
    }
}

#[test]
async fn is_aborted_where_nobody_wants_to_know_any_more() {
    let (page, info) = asking();
    page.abort();
    assert!(info.is_aborted());
    turn().await;
    assert!(
        !page
            .events()
            .iter()
            .any(|event| event.starts_with("failing"))
    );
}
