//! What a SockJS session over HTTP receives.

use stompwire::protocol::Transport;
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::browser::{hide, show, turn};
use crate::page::{Request, outcome};
use crate::session::{Answer, connecting, lines, opened, taken};

const STREAMING: Transport = Transport::XhrStreaming;
const POLLING: Transport = Transport::XhrPolling;

#[test]
fn asks_at_once_in_a_way_that_needs_no_leave() {
    for (transport, line) in [(STREAMING, "POST xhr_streaming"), (POLLING, "POST xhr")] {
        let (page, receive) = connecting(transport);
        assert_eq!(receive.line(), line);
        assert_eq!(receive.modes(), "manual");
        assert!(receive.url().starts_with(&format!("{}/", page.url())));
    }
}

#[test]
async fn reads_lines_cut_anywhere() {
    let (page, receive) = opened(STREAMING).await;
    for byte in "a[\"안녕 😀\"]\nh\n\na[\"b\",\"c\"]\n".bytes() {
        receive.chunk_bytes(&[byte]);
    }
    turn().await;
    let events = [
        r#"data "안녕 😀""#,
        "heartbeat",
        r#"data "b""#,
        r#"data "c""#,
    ];
    assert_eq!(page.events(), events);
}

#[test]
async fn reads_a_last_line_that_nothing_ends() {
    let (page, receive) = opened(STREAMING).await;
    receive.chunk("a[\"a\"]\na[\"b\"]");
    receive.end();
    turn().await;
    assert_eq!(page.events(), [r#"data "a""#, r#"data "b""#]);
}

#[test]
async fn asks_again_when_an_answer_is_complete() {
    for (transport, line) in [(STREAMING, "POST xhr_streaming"), (POLLING, "POST xhr")] {
        let (page, receive) = opened(transport).await;
        assert_eq!(lines(&page), [""; 0]);
        receive.end();
        turn().await;
        let again = taken(&page, "POST");
        assert_eq!(again.line(), line);
        assert_eq!(again.url(), receive.url());
        again.answer(200);
        again.chunk("a[\"a\"]\n");
        turn().await;
        assert_eq!(page.events(), [r#"data "a""#]);
    }
}

#[test]
async fn reads_an_answer_where_there_are_no_streams() {
    let (page, receive) = connecting(POLLING);
    receive.answer_without_stream("o\n");
    turn().await;
    assert_eq!(page.events(), ["state connected"]);
    taken(&page, "POST xhr").answer_without_stream("a[\"a\",\"b\"]\n");
    turn().await;
    assert_eq!(page.events(), [r#"data "a""#, r#"data "b""#]);
}

#[test]
async fn does_without_a_byte_order_mark() {
    let (page, receive) = connecting(STREAMING);
    receive.answer(200);
    receive.chunk("\u{feff}o\na[\"\u{feff}a\"]\n");
    turn().await;
    assert_eq!(page.events(), ["state connected", "data \"\u{feff}a\""]);
}

#[test]
async fn ends_at_a_line_that_does_not_end() {
    let (page, receive) = opened(STREAMING).await;
    page.set_line_limit(2_000);
    receive.chunk(&format!("a[\"{}\"]\n", "x".repeat(1_995)));
    turn().await;
    assert_eq!(page.events().len(), 1);
    receive.chunk(&"x".repeat(1_500));
    turn().await;
    assert_eq!(page.events(), [""; 0]);
    receive.chunk(&"x".repeat(501));
    turn().await;
    assert_eq!(
        page.events(),
        ["state inactive", "disconnected 11 14 0 0", "gone"]
    );
    assert!(receive.is_aborted());
}

#[test]
async fn ends_at_a_line_that_is_too_long() {
    let (page, receive) = opened(STREAMING).await;
    page.set_line_limit(2_000);
    receive.chunk(&format!(
        "a[\"a\"]\na[\"{}\"]\na[\"b\"]\n",
        "x".repeat(1_996)
    ));
    turn().await;
    assert_eq!(
        page.events(),
        [
            r#"data "a""#,
            "state inactive",
            "disconnected 11 14 0 0",
            "gone"
        ]
    );
}

#[test]
async fn tells_what_a_server_answers_that_opens_no_session() {
    // Of a redirect there is no status, and of no answer none.
    let answers: [(Answer, &str); 5] = [
        (|receive| receive.answer(404), " 4 404"),
        (Request::redirect, " 4 300"),
        (Request::follow, " 4 300"),
        (|receive| receive.fail("there is no network"), " 4 0"),
        (
            |receive| {
                receive.answer(200);
                receive.fail("the cable is cut");
            },
            " 4 0",
        ),
    ];
    for (answer, ending) in answers {
        let (page, receive) = connecting(STREAMING);
        answer(&receive);
        turn().await;
        let attempts = page.attempts();
        let attempt = attempts.first().expect("it has ended");
        assert!(
            attempt.starts_with("3 ") && attempt.ends_with(ending),
            "{attempt}"
        );
    }
}

#[test]
async fn an_answer_that_breaks_off_ends_the_session() {
    let (page, receive) = opened(STREAMING).await;
    receive.chunk("a[\"a\"]\na[\"lost");
    turn().await;
    receive.fail("the cable is cut");
    turn().await;
    assert_eq!(
        page.events(),
        [
            r#"data "a""#,
            "failing the cable is cut",
            "state inactive",
            "disconnected 14 0 0 0",
            "gone"
        ]
    );
}

#[test]
async fn an_exchange_that_is_refused_ends_the_session() {
    let (page, receive) = opened(POLLING).await;
    receive.end();
    turn().await;
    taken(&page, "POST xhr").answer(404);
    turn().await;
    assert_eq!(
        page.events(),
        ["state inactive", "disconnected 14 404 0 0", "gone"]
    );
}

/// To its end, so that its connection serves again; but not for ever.
#[test]
async fn aborts_its_exchanges_where_it_is_closed() {
    let (page, receive) = opened(STREAMING).await;
    page.send_data("a");
    turn().await;
    let post = taken(&page, "POST");
    page.send_data("b");
    let promise = page.disconnect(0);
    assert!(receive.is_aborted() && post.is_aborted());
    turn().await;
    hide();
    turn().await;
    show();
    assert_eq!(lines(&page), [""; 0]);
    assert_eq!(
        page.events(),
        ["state inactive", "disconnected 1 0 0 0", "gone"]
    );
    assert_eq!(outcome(promise).await, Ok(()));
}

#[test]
async fn gives_nothing_more_of_an_answer_in_which_it_was_closed() {
    let (page, receive) = opened(STREAMING).await;
    let user = page.clone();
    page.on("data", move || {
        user.disconnect(0);
    });
    receive.chunk("a[\"a\",\"b\"]\na[\"c\"]\n");
    turn().await;
    let data: Vec<_> = page
        .events()
        .into_iter()
        .filter(|event| event.starts_with("data"))
        .collect();
    assert_eq!(data, [r#"data "a""#]);
}

#[test]
async fn ends_at_a_close_frame() {
    let (page, receive) = opened(STREAMING).await;
    receive.chunk("a[\"a\"]\nc[3000,\"Go away!\"]\na[\"late\"]\n");
    turn().await;
    assert_eq!(
        page.events(),
        [
            r#"data "a""#,
            "closing 3000 Go away! true",
            "state inactive",
            "disconnected 9 3000 1 0",
            "gone"
        ]
    );
    assert!(receive.is_aborted());
}

#[test]
async fn what_an_old_session_gets_changes_nothing() {
    let (page, receive) = opened(STREAMING).await;
    page.send_data("a");
    turn().await;
    let post = taken(&page, "POST");
    page.disconnect(0);
    page.events();
    page.connect();
    let receive_again = taken(&page, "POST");
    page.events();
    for late in [receive, post] {
        late.answer(404);
    }
    turn().await;
    assert_eq!(page.events(), [""; 0]);
    receive_again.answer(200);
    receive_again.chunk("o\n");
    turn().await;
    assert_eq!(page.events(), ["state connected"]);
}
