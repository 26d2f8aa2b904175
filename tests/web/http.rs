//! SockJS sessions over HTTP: exchanges that receive, and POSTs.

use stompwire::protocol::Transport;
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::page::{Page, Request, hide, outcome, turn};

const STREAMING: Transport = Transport::XhrStreaming;
const POLLING: Transport = Transport::XhrPolling;

/// What the network does to a request.
type Answer = fn(&Request);

/// A page that has begun to connect, and its exchange.
fn connecting(transport: Transport) -> (Page, Request) {
    let page = Page::of_sockjs(transport);
    page.connect();
    let receive = taken(&page, "POST xhr");
    page.events();
    (page, receive)
}

/// A page whose session is open, and the exchange that opened it; its records are empty.
async fn opened(transport: Transport) -> (Page, Request) {
    let (page, receive) = connecting(transport);
    receive.answer(200);
    receive.chunk("o\n");
    turn().await;
    page.events();
    page.attempts();
    (page, receive)
}

/// The one new request that begins so.
fn taken(page: &Page, start: &str) -> Request {
    let requests = page.requests().into_iter();
    let mut found = requests.filter(|request| request.line().starts_with(start));
    let request = found.next().expect("it was made");
    assert_eq!(found.count(), 0);
    request
}

fn lines(page: &Page) -> Vec<String> {
    page.requests().iter().map(Request::line).collect()
}

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
async fn posts_connect_when_the_session_is_open() {
    let page = Page::at_endpoint(&[STREAMING]);
    page.connect();
    let receive = taken(&page, "POST");
    receive.answer(200);
    receive.chunk(&format!("{}\n", "h".repeat(2_048)));
    turn().await;
    assert_eq!(lines(&page), [""; 0]);
    receive.chunk("o\n");
    turn().await;
    let post = taken(&page, "POST");
    let connect =
        r#"["CONNECT\naccept-version:1.2,1.1,1.0\nheart-beat:10000,10000\nhost:/\n\n\u0000"]"#;
    assert_eq!(post.line(), format!("POST xhr_send {connect}"));
    assert_eq!(post.modes(), "manual keepalive");
    post.answer(204);
    receive.chunk("a[\"CONNECTED\\nversion:1.2\\n\\n\\u0000\"]\n");
    turn().await;
    let events = page.events();
    assert!(events.contains(&"state connected".to_owned()));
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
        let [attempt] = page.attempts().try_into().expect("it is one");
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

#[test]
async fn posts_together_what_waits_for_the_post_before() {
    let (page, _receive) = opened(STREAMING).await;
    page.send_data("a");
    page.send_data("\"b\"");
    page.send_data("c");
    let post = taken(&page, "POST");
    assert_eq!(post.line(), r#"POST xhr_send ["a"]"#);
    turn().await;
    assert_eq!(lines(&page), [""; 0]);
    post.answer(204);
    turn().await;
    assert_eq!(lines(&page), [r#"POST xhr_send ["\"b\"","c"]"#]);
}

#[test]
async fn keeps_every_character_of_what_it_posts() {
    let (page, _receive) = opened(STREAMING).await;
    page.send_data("\0\u{2028}\u{feff}😀\n");
    assert_eq!(
        taken(&page, "POST").line(),
        "POST xhr_send [\"\\u0000\u{2028}\u{feff}😀\\n\"]"
    );
}

#[test]
async fn counts_what_is_not_confirmed() {
    let (page, _receive) = opened(STREAMING).await;
    page.send_data(&"x".repeat(1_000));
    assert_eq!(page.buffered_amount(), 1_004);
    page.send_data(&"x".repeat(100));
    assert_eq!(page.buffered_amount(), 1_106);
    taken(&page, "POST").answer(204);
    turn().await;
    taken(&page, "POST").answer(204);
    turn().await;
    assert_eq!(page.buffered_amount(), 0);
}

#[test]
async fn a_post_that_is_refused_ends_the_session() {
    let answers: [(Answer, &str); 4] = [
        (|post| post.answer(404), "disconnected 14 404 1 0"),
        (|post| post.answer(500), "disconnected 14 500 1 0"),
        (Request::redirect, "disconnected 14 300 1 0"),
        (
            |post| post.fail("there is no network"),
            "disconnected 14 0 1 0",
        ),
    ];
    for (answer, reason) in answers {
        let (page, receive) = opened(STREAMING).await;
        page.send_data("a");
        answer(&taken(&page, "POST"));
        turn().await;
        assert!(page.events().contains(&reason.to_owned()));
        assert!(receive.is_aborted());
    }
}

/// To its end, so that its connection serves again; but not for ever.
#[test]
async fn reads_what_a_post_is_answered_with() {
    let (page, _receive) = opened(STREAMING).await;
    page.send_data("a");
    let post = taken(&page, "POST");
    post.answer(200);
    turn().await;
    for _ in 0..5 {
        assert!(!post.cancelled());
        post.chunk(&"x".repeat(16_000));
        turn().await;
    }
    assert!(post.cancelled());
    assert_eq!(page.events(), [""; 0]);
}

/// Browsers take 64 KiB, of all requests together.
#[test]
async fn outlives_its_page_with_no_more_than_browsers_take() {
    let (page, _receive) = opened(STREAMING).await;
    let (other, _receive) = opened(STREAMING).await;
    let post = |page: &Page, length: usize| {
        page.send_data(&"x".repeat(length));
        taken(page, "POST")
    };
    let (alive, dead) = ("manual keepalive", "manual");
    let first = post(&page, 40_000);
    assert_eq!(first.modes(), alive);
    let second = post(&other, 40_000);
    assert_eq!(second.modes(), dead);
    first.answer(204);
    second.answer(204);
    turn().await;
    let third = post(&other, 40_000);
    assert_eq!(third.modes(), alive);
    third.answer(204);
    turn().await;
}

#[test]
async fn counts_in_bytes_what_outlives_its_page() {
    let (page, _receive) = opened(STREAMING).await;
    page.send_data(&"안".repeat(21_000));
    assert_eq!(taken(&page, "POST").modes(), "manual");
}

#[test]
async fn posts_what_waits_when_the_page_goes() {
    let (page, _receive) = opened(STREAMING).await;
    page.send_data("a");
    let post = taken(&page, "POST");
    hide();
    assert_eq!(lines(&page), [""; 0]);
    page.send_data("b");
    page.send_data("c");
    hide();
    let last = taken(&page, "POST");
    assert_eq!(last.line(), r#"POST xhr_send ["b","c"]"#);
    assert_eq!(last.modes(), "manual keepalive");
    // The page may come back.
    last.answer(204);
    post.answer(204);
    turn().await;
    page.send_data("d");
    assert_eq!(lines(&page), [r#"POST xhr_send ["d"]"#]);
    assert_eq!(page.events(), [""; 0]);
}

#[test]
async fn aborts_its_exchanges_where_it_is_closed() {
    let (page, receive) = opened(STREAMING).await;
    page.send_data("a");
    let post = taken(&page, "POST");
    page.send_data("b");
    let promise = page.disconnect(0);
    assert!(receive.is_aborted() && post.is_aborted());
    turn().await;
    hide();
    turn().await;
    assert_eq!(lines(&page), [""; 0]);
    assert_eq!(page.events(), ["state inactive", "gone"]);
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
