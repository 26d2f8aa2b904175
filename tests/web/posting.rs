//! What a SockJS session over HTTP sends: one POST at a time.

use stompwire::protocol::Transport;
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::browser::{hide, set_hidden, show, turn, when_hiding};
use crate::page::{Page, Request};
use crate::session::{Answer, lines, opened, taken};

const STREAMING: Transport = Transport::XhrStreaming;

/// The POST of what has been sent.
async fn posted(page: &Page) -> Request {
    turn().await;
    taken(page, "POST")
}

#[test]
async fn posts_connect_when_the_session_is_open() {
    let page = Page::at_endpoint(&[STREAMING]);
    page.connect();
    let receive = posted(&page).await;
    receive.answer(200);
    receive.chunk(&format!("{}\n", "h".repeat(2_048)));
    turn().await;
    assert_eq!(lines(&page), [""; 0]);
    receive.chunk("o\n");
    turn().await;
    let post = posted(&page).await;
    let connect =
        r#"["CONNECT\naccept-version:1.2,1.1,1.0\nheart-beat:10000,10000\nhost:/\n\n\u0000"]"#;
    assert_eq!(post.line(), format!("POST xhr_send {connect}"));
    assert_eq!(post.modes(), "manual");
    post.answer(204);
    receive.chunk("a[\"CONNECTED\\nversion:1.2\\n\\n\\u0000\"]\n");
    turn().await;
    let events = page.events();
    assert!(events.contains(&"state connected".to_owned()));
}

#[test]
async fn posts_together_what_one_task_sends_and_what_waits_for_the_post_before() {
    let (page, _receive) = opened(STREAMING).await;
    page.send_data("a");
    page.send_data("b");
    assert_eq!(lines(&page), [""; 0]);
    let post = posted(&page).await;
    assert_eq!(post.line(), r#"POST xhr_send ["a","b"]"#);
    page.send_data("\"c\"");
    turn().await;
    page.send_data("d");
    turn().await;
    assert_eq!(lines(&page), [""; 0]);
    post.answer(204);
    turn().await;
    assert_eq!(lines(&page), [r#"POST xhr_send ["\"c\"","d"]"#]);
}

#[test]
async fn keeps_every_character_of_what_it_posts() {
    let (page, _receive) = opened(STREAMING).await;
    page.send_data("\0\u{2028}\u{feff}😀\n");
    assert_eq!(
        posted(&page).await.line(),
        "POST xhr_send [\"\\u0000\u{2028}\u{feff}😀\\n\"]"
    );
}

#[test]
async fn counts_what_is_not_confirmed() {
    let (page, _receive) = opened(STREAMING).await;
    page.send_data(&"x".repeat(1_000));
    assert_eq!(page.buffered_amount(), 1_002);
    let post = posted(&page).await;
    assert_eq!(page.buffered_amount(), 1_004);
    page.send_data(&"x".repeat(100));
    assert_eq!(page.buffered_amount(), 1_106);
    post.answer(204);
    posted(&page).await.answer(204);
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
        answer(&posted(&page).await);
        turn().await;
        assert!(page.events().contains(&reason.to_owned()));
        assert!(receive.is_aborted());
    }
}

#[test]
async fn reads_what_a_post_is_answered_with() {
    let (page, _receive) = opened(STREAMING).await;
    page.send_data("a");
    let post = posted(&page).await;
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
    for page in [&page, &other] {
        page.send_data(&"x".repeat(40_000));
    }
    hide();
    let kept = posted(&page).await;
    assert_eq!(kept.modes(), "manual keepalive");
    assert_eq!(taken(&other, "POST").modes(), "manual");
    kept.answer(204);
    turn().await;
    other.requests();
    other.send_data(&"x".repeat(40_000));
    hide();
    let kept = posted(&other).await;
    assert_eq!(kept.modes(), "manual keepalive");
    kept.answer(204);
    turn().await;
    show();
}

#[test]
async fn counts_in_bytes_what_outlives_its_page() {
    let (page, _receive) = opened(STREAMING).await;
    page.send_data(&"안".repeat(21_000));
    hide();
    assert_eq!(posted(&page).await.modes(), "manual");
    show();
}

/// Also where the page listens for the same event, and has done so before this session was open.
#[test]
async fn what_a_page_sends_when_it_goes_outlives_it() {
    let page = Page::of_sockjs(STREAMING);
    let user = page.clone();
    when_hiding(move || user.send_data("goodbye"));
    page.connect();
    let receive = taken(&page, "POST");
    receive.answer(200);
    receive.chunk("o\n");
    turn().await;
    hide();
    let post = posted(&page).await;
    assert_eq!(post.line(), r#"POST xhr_send ["goodbye"]"#);
    assert_eq!(post.modes(), "manual keepalive");
    post.answer(204);
    turn().await;
    show();
}

#[test]
async fn what_a_hidden_page_sends_outlives_it() {
    let (page, _receive) = opened(STREAMING).await;
    set_hidden(true);
    page.send_data("a");
    let post = posted(&page).await;
    set_hidden(false);
    assert_eq!(post.modes(), "manual keepalive");
    post.answer(204);
    turn().await;
}

#[test]
async fn posts_what_waits_when_the_page_goes() {
    let (page, _receive) = opened(STREAMING).await;
    page.send_data("a");
    let post = posted(&page).await;
    hide();
    assert_eq!(lines(&page), [""; 0]);
    page.send_data("b");
    page.send_data("c");
    hide();
    let last = posted(&page).await;
    assert_eq!(last.line(), r#"POST xhr_send ["b","c"]"#);
    assert_eq!(last.modes(), "manual keepalive");
    // The page may come back.
    last.answer(204);
    post.answer(204);
    turn().await;
    show();
    page.send_data("d");
    let post = posted(&page).await;
    assert_eq!(post.line(), r#"POST xhr_send ["d"]"#);
    assert_eq!(post.modes(), "manual");
    assert_eq!(page.events(), [""; 0]);
}
