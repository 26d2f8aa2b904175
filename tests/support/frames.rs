//! SockJS frames held against the rules of the protocol, written down once more.

use stompwire::protocol::{Config, Input, State, Transport, Verdict};

use super::Harness;
use super::channels::FRAMED;
use super::sockjs::clean;

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Opening,
    Open,
    Over,
}

/// Gives the same frames, each by its first unit and its length, to a session over each transport.
/// Gives how many of them carried messages.
///
/// # Panics
/// If an edge is told something else than what the protocol says.
pub fn check(frames: &[(u16, usize)]) -> usize {
    let transports = [
        Transport::WebSocket,
        Transport::XhrStreaming,
        Transport::XhrPolling,
    ];
    let carried = transports.map(|transport| check_over(transport, frames));
    assert!(carried.iter().all(|count| Some(count) == carried.first()));
    carried.first().copied().unwrap_or_default()
}

fn check_over(transport: Transport, frames: &[(u16, usize)]) -> usize {
    let mut harness = Harness::at_endpoint(Config {
        stomp: false,
        transports: vec![transport],
        ..Config::default()
    });
    let way = Some(transport);
    let channel = harness.channel_of(way).id;
    let answer = if way == FRAMED {
        Input::Opened
    } else {
        Input::Answered(200)
    };
    harness.tell(way, answer);
    let mut stage = Stage::Opening;
    let mut carried = 0;
    for &(first, length) in frames {
        let now = harness.now();
        let verdict = harness.engine.handle_frame(channel, first, length, now);
        let expected = expected(stage, first, length);
        assert_eq!(verdict, expected.0, "{first} {length}");
        stage = expected.1;
        carried += usize::from(matches!(verdict, Verdict::Array | Verdict::Message));
        harness.drain();
        if verdict == Verdict::Close {
            harness.tell(way, Input::Closed(clean(3000)));
        }
        let state = match stage {
            Stage::Opening => State::Connecting,
            Stage::Open => State::Connected,
            Stage::Over => State::Inactive,
        };
        assert_eq!(harness.engine.state(), state);
        let open = usize::from(stage == Stage::Open);
        if stage != Stage::Opening {
            assert_eq!(harness.channels.open().count(), open);
        }
    }
    carried
}

/// What an edge does with a frame, and where the session stands afterwards (SockJS 0.3.3).
fn expected(stage: Stage, first: u16, length: usize) -> (Verdict, Stage) {
    let letter = u8::try_from(first).map_or('\0', char::from);
    match (stage, letter, length) {
        (Stage::Over, ..) => (Verdict::Ignore, Stage::Over),
        (Stage::Opening, 'o', 1) => (Verdict::Ignore, Stage::Open),
        (Stage::Open, 'o', 1) | (Stage::Opening, 'a', 3..) | (Stage::Opening, 'm', 2..) => {
            (Verdict::Ignore, Stage::Over)
        }
        (Stage::Open, 'a', 3..) => (Verdict::Array, Stage::Open),
        (Stage::Open, 'm', 2..) => (Verdict::Message, Stage::Open),
        (_, 'c', 3..) => (Verdict::Close, Stage::Over),
        _ => (Verdict::Ignore, stage),
    }
}
