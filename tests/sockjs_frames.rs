//! Any frames, at any time, are taken as SockJS says.

#![cfg(not(target_arch = "wasm32"))]

#[path = "support/strategies.rs"]
mod strategies;
mod support;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use stompwire::protocol::sockjs::Endpoint;
use strategies::cases;
use support::frames::check;

/// Frames as the core sees them: the first unit and the length, most of them regular.
fn frames() -> impl Strategy<Value = Vec<(u16, usize)>> {
    let letter = prop::sample::select(vec![b'o', b'h', b'a', b'a', b'm', b'c', b'<']);
    let regular = (letter, prop::sample::select(vec![1, 1, 2, 3, 9, 2_048]));
    let regular = regular.prop_map(|(letter, length)| (letter.into(), length));
    let any = (any::<u16>(), any::<usize>());
    prop::collection::vec(prop_oneof![9 => regular, 1 => any], 0..20)
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn any_frames_are_taken_as_sockjs_says(frames in frames()) {
        check(&frames);
    }

    #[test]
    fn any_url_makes_urls_that_keep_its_path_and_query(
        scheme in "https?",
        host in "[a-z.]{1,8}(:[0-9]{1,5})?",
        path in "(/[^/?#]{0,4}){0,3}",
        query in "(\\?[^#]{0,8})?",
    ) {
        let endpoint = Endpoint::new(&format!("{scheme}://{host}{path}{query}"));
        let path = path.trim_end_matches('/');
        let secure = if scheme == "https" { "s" } else { "" };
        prop_assert_eq!(endpoint.info(), format!("{scheme}://{host}{path}/info{query}"));
        prop_assert_eq!(endpoint.raw(), format!("ws{secure}://{host}{path}/websocket{query}"));
    }

    #[test]
    fn any_text_where_a_url_should_be_breaks_nothing(url in any::<String>()) {
        let endpoint = Endpoint::new(&url);
        endpoint.info();
        endpoint.raw();
        endpoint.moved("http://server/ws");
    }
}

/// Random frames that never got anywhere would show nothing.
#[test]
fn random_frames_carry_messages() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let frames = frames();
    let mut carried = 0;
    for _ in 0..500 {
        let frames = frames.new_tree(&mut runner).expect("it is random");
        carried += check(&frames.current());
    }
    assert!(carried > 50, "{carried}");
}
