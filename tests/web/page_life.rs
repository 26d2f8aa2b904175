//! What becomes of a page, and of its connections with it.

use stompwire::protocol::{Config, Heartbeat, Reconnect, Transport};
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::browser::{Listeners, hide, set_hidden, show, tell, turn, when_hiding};
use crate::clock::Clock;
use crate::page::{CONNECTED, Page};
use crate::session::taken;

const DISCONNECT: &str = "DISCONNECT\n\n\0";

fn following(config: Config) -> Page {
    let page = Page::with(Config {
        reconnect: Some(Reconnect::default()),
        ..config
    });
    page.set_follows_page(true);
    page
}

fn connected() -> Page {
    let page = following(Config::default());
    page.connect();
    page.accept(CONNECTED);
    page
}

/// A page that waits to connect again.
fn waiting() -> Page {
    let page = connected();
    page.socket().drop(1_006, "", false);
    page.events();
    assert_eq!(page.sockets().len(), 1);
    page
}

#[test]
fn a_page_that_goes_takes_leave_and_comes_back() {
    let ways: [[fn(); 2]; 2] = [[hide, show], [|| tell("freeze"), || tell("resume")]];
    for [leave, come_back] in ways {
        let page = connected();
        leave();
        assert_eq!(page.socket().frames(), [DISCONNECT]);
        assert_eq!(page.socket().closed_with(), 1_000);
        assert_eq!(
            page.events(),
            ["state connecting", "disconnected 16 0 0 0 suspended 0"]
        );
        come_back();
        assert_eq!(page.sockets().len(), 2);
        page.accept(CONNECTED);
        page.disconnect(0);
    }
}

#[test]
fn a_page_that_is_away_has_no_timer() {
    let clock = Clock::install();
    let page = waiting();
    hide();
    assert_eq!(clock.waiting(), 0);
    clock.advance(1e9);
    assert_eq!(page.sockets().len(), 1);
    show();
    assert_eq!(page.sockets().len(), 2);
    page.abort();
}

/// Whether it began to listen for that before there was a client, or after that.
#[test]
fn what_a_page_sends_when_it_goes_leaves_before_that() {
    let page = following(Config::default());
    let says = |word: &'static str| {
        let user = page.clone();
        move || {
            user.send("/app/a", &word.into());
        }
    };
    when_hiding(says("good"));
    page.connect();
    page.accept(CONNECTED);
    when_hiding(says("bye"));
    hide();
    assert_eq!(
        page.socket().frames(),
        [
            "SEND\ndestination:/app/a\n\ngood\0",
            "SEND\ndestination:/app/a\n\nbye\0",
            DISCONNECT
        ]
    );
    show();
    page.abort();
}

#[test]
async fn over_http_all_of_it_outlives_the_page() {
    let page = following(Config {
        transports: vec![Transport::XhrStreaming],
        ..Config::default()
    });
    page.use_endpoint();
    page.connect();
    turn().await;
    let receive = taken(&page, "POST xhr_streaming");
    receive.answer(200);
    receive.chunk("o\n");
    turn().await;
    taken(&page, "POST xhr_send").answer(204);
    receive.chunk("a[\"CONNECTED\\nversion:1.2\\n\\n\\u0000\"]\n");
    turn().await;
    page.send("/app/a", &"under way".into());
    turn().await;
    let under_way = taken(&page, "POST xhr_send");
    page.send("/app/a", &"waits".into());
    hide();
    turn().await;
    let last = taken(&page, "POST xhr_send");
    assert_eq!(
        last.line(),
        r#"POST xhr_send ["SEND\ndestination:/app/a\n\nwaits\u0000","DISCONNECT\n\n\u0000"]"#
    );
    assert_eq!(last.modes(), "manual keepalive");
    assert!(!last.is_aborted() && !under_way.is_aborted());
    assert!(!receive.is_aborted(), "a server may end the session then");
    under_way.answer(204);
    last.answer(204);
    turn().await;
    assert!(receive.is_aborted());
    show();
    page.abort();
}

#[test]
fn one_that_does_not_follow_its_page_is_left_alone() {
    let page = Page::connected();
    hide();
    show();
    assert_eq!(page.socket().frames(), [""; 0]);
    assert_eq!(page.socket().closed_with(), 0);
    page.disconnect(0);
}

#[test]
fn a_page_that_is_seen_again_does_not_wait() {
    let clock = Clock::install();
    for event in ["visibilitychange", "resume", "online"] {
        let page = waiting();
        tell(event);
        assert_eq!(page.sockets().len(), 2, "{event}");
        // However many there are.
        tell(event);
        show();
        assert_eq!(page.sockets().len(), 2, "{event}");
        page.abort();
    }
    assert_eq!(clock.waiting(), 0);
}

#[test]
fn a_page_that_is_hidden_waits_on() {
    let page = waiting();
    set_hidden(true);
    tell("visibilitychange");
    set_hidden(false);
    assert_eq!(page.sockets().len(), 1);
    page.abort();
}

#[test]
fn a_page_without_a_network_tries_seldom() {
    let clock = Clock::install();
    let page = waiting();
    tell("offline");
    clock.advance(29_000.0);
    assert_eq!(page.sockets().len(), 1);
    clock.advance(1_000.0);
    assert_eq!(page.sockets().len(), 2);
    tell("online");
    page.abort();
}

/// A browser's steady clock stands still meanwhile.
#[test]
fn a_connection_that_the_device_has_slept_through_is_over() {
    let clock = Clock::install();
    let page = following(Config {
        heartbeat: Heartbeat {
            outgoing: 1_000,
            incoming: 1_000,
            tolerance: 2,
        },
        ..Config::default()
    });
    page.connect();
    page.accept("CONNECTED\nversion:1.2\nserver:s\nheart-beat:1000,1000\n\n\0");
    clock.sleep(-60_000.0);
    tell("visibilitychange");
    clock.sleep(900.0);
    tell("visibilitychange");
    assert_eq!(page.events(), [""; 0]);
    clock.sleep(60_000.0);
    tell("visibilitychange");
    assert_eq!(
        page.events(),
        ["state connecting", "disconnected 7 0 0 0 waits 0"]
    );
    clock.advance(0.0);
    assert_eq!(page.sockets().len(), 2);
    page.abort();
}

#[test]
fn listens_no_longer_than_there_is_a_client() {
    let clock = Clock::install();
    let listeners = Listeners::watch();
    // Those of other tests may have gone on living.
    trap(&connected());
    assert_eq!(listeners.count(), 0);
    let ends: [fn(&Page); 3] = [
        |page| {
            page.disconnect(0);
        },
        |page| {
            page.socket().drop(1_006, "", false);
            page.abort();
        },
        trap,
    ];
    for end in ends {
        let page = connected();
        assert_eq!(listeners.count(), 7);
        end(&page);
        clock.advance(0.0);
        assert_eq!(listeners.count(), 0);
    }
}

fn trap(page: &Page) {
    page.trap_at("frame");
    page.socket().receive("ERROR\n\n\0");
}
