//! Any sequence of calls and inputs, and what must hold throughout.

mod steps;

use std::collections::BTreeMap;

use stompwire::protocol::{
    ChannelId, Config, Engine, Error, Failure, Heartbeat, Input, Instant, Limits, Output, Promise,
    State,
};

use super::Text;
use steps::Choices;

/// Plays the sequence that `script` stands for, twice, and gives everything that the engine asked for.
///
/// # Panics
/// If an invariant does not hold.
pub fn play(script: &[u8]) -> Vec<Output<Text>> {
    let outputs = World::play(script);
    assert_eq!(
        outputs,
        World::play(script),
        "the same inputs give the same outputs"
    );
    outputs
}

/// An engine and all that its edge, its server and its user know of it.
struct World {
    engine: Engine<Text>,
    now: u64,
    channels: BTreeMap<u32, Channel>,
    /// Whom the edge has asked the user for, and not answered yet.
    preparing: Vec<ChannelId>,
    promises: Vec<Waiting>,
    subscriptions: Vec<u32>,
    transactions: Vec<u32>,
    /// What the user was told.
    state: State,
    buffered: u32,
    outputs: Vec<Output<Text>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Channel {
    Opening,
    Open,
    Closed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waiting {
    /// For something that ends with the connection at the latest.
    Connection,
    /// For a connection, on behalf of the subscription in this slot.
    Subscription(u32),
    Settled,
}

impl World {
    fn play(script: &[u8]) -> Vec<Output<Text>> {
        let mut choices = Choices(script);
        let config = Config {
            heartbeat: Heartbeat {
                outgoing: choices.of(&[0, 1, 1_000, 1_000]),
                incoming: choices.of(&[0, 1, 1_000, 1_000]),
                tolerance: choices.of(&[0, 1, 2, 2]),
            },
            limits: Limits {
                frame: 96,
                headers: 4,
                header_line: 64,
                header_block: 80,
            },
            high_water_mark: 100,
            log: choices.of(&[false, true]),
            ..Config::default()
        };
        let mut world = Self {
            engine: Engine::new(config),
            now: 0,
            channels: BTreeMap::new(),
            preparing: Vec::new(),
            promises: Vec::new(),
            subscriptions: Vec::new(),
            transactions: Vec::new(),
            state: State::Inactive,
            buffered: 0,
            outputs: Vec::new(),
        };
        while !choices.0.is_empty() {
            world.step(&mut choices);
            world.transmit();
            // A callback may run for long: the events behind it wait.
            for _ in 0..choices.of(&[9, 9, 1, 0]) {
                world.tell_one();
            }
            world.check();
        }
        world.finish();
        world.outputs
    }

    fn input(&mut self, session: u32, input: Input<'_>) {
        self.engine
            .handle_input(channel(session), input, self.now());
    }

    fn transmit(&mut self) {
        while let Some(output) = self.engine.poll_transmit() {
            self.take(output);
        }
    }

    fn tell_one(&mut self) {
        if let Some(output) = self.engine.poll_output() {
            self.take(output);
        }
    }

    /// Does what the engine asks for, if it may ask for it.
    fn take(&mut self, output: Output<Text>) {
        let session = self.session();
        match &output {
            Output::Open { id, .. } => {
                assert!(id.session > session, "an attempt has one channel");
                assert!(
                    self.channels
                        .values()
                        .all(|other| *other == Channel::Closed)
                );
                self.channels.insert(id.session, Channel::Opening);
            }
            Output::Refused { .. } | Output::Attempted(_) => {}
            Output::Send { id, .. } | Output::Measure(id) => {
                let channel = self.channels.get(&id.session);
                assert_eq!(channel, Some(&Channel::Open), "{output:?}");
                self.input(id.session, Input::Buffered(self.buffered));
            }
            Output::Close(id) => {
                let channel = self.channels.insert(id.session, Channel::Closed);
                assert!(matches!(channel, Some(Channel::Opening | Channel::Open)));
            }
            Output::Prepare(id) => self.preparing.push(*id),
            Output::StateChanged(state) => {
                assert_ne!(self.state, *state);
                self.state = *state;
            }
            Output::Receive(_) | Output::Post(_) | Output::Remember(_) => {
                unreachable!("a plain WebSocket needs none of it")
            }
            Output::Connected { .. } => assert_eq!(self.state, State::Connected),
            Output::Deliver { .. } | Output::UnhandledReceipt(..) => {
                assert!(matches!(
                    self.state,
                    State::Connected | State::Disconnecting
                ));
            }
            Output::ServerError(..) => assert_ne!(self.state, State::Inactive),
            Output::Settle(promise, result) => {
                let waiting = self.promises.get_mut(promise.0 as usize);
                let waiting = waiting.expect("it is one of ours");
                match (core::mem::replace(waiting, Waiting::Settled), result) {
                    (Waiting::Settled, _) => unreachable!("a promise is settled once"),
                    // The version in force cannot express it, and the engine has dropped it.
                    (Waiting::Subscription(slot), Err(Failure::Rejected(_))) => {
                        self.subscriptions.retain(|live| *live != slot);
                    }
                    _ => {}
                }
            }
            Output::Disconnected(_) => {
                assert_eq!(self.state, State::Inactive);
                assert!(
                    self.channels
                        .values()
                        .all(|channel| *channel == Channel::Closed)
                );
            }
            Output::Log { .. } => {}
        }
        self.outputs.push(output);
    }

    /// What holds between any two steps.
    fn check(&mut self) {
        let open = self.channels.get(&self.session()) == Some(&Channel::Open);
        let deadline = self.engine.poll_timeout().is_some();
        match self.engine.state() {
            State::Inactive => {
                assert!(!deadline, "nothing is left to wait for");
                assert!(
                    self.channels
                        .values()
                        .all(|channel| *channel == Channel::Closed)
                );
            }
            State::Connected => assert!(open, "a connection has a channel"),
            State::Connecting | State::Disconnecting => assert!(deadline, "it ends some day"),
        }
        if self.engine.state() == State::Inactive && self.outputs_are_taken() {
            assert_eq!(self.state, State::Inactive);
            for waiting in &self.promises {
                match waiting {
                    Waiting::Settled => {}
                    Waiting::Subscription(slot) => assert!(self.subscriptions.contains(slot)),
                    Waiting::Connection => unreachable!("no promise outlives its connection"),
                }
            }
        }
    }

    fn outputs_are_taken(&mut self) -> bool {
        let next = self.engine.poll_output();
        let taken = next.is_none();
        next.into_iter().for_each(|output| self.take(output));
        taken
    }

    /// The user leaves, nobody answers, and time alone ends everything.
    fn finish(&mut self) {
        for slot in core::mem::take(&mut self.subscriptions) {
            // Ended is one that the version in force cannot express.
            let ended = self.engine.unsubscribe(slot, &[]);
            assert!(matches!(ended, Ok(()) | Err(Error::Ended)));
        }
        let promise = self.promise(Waiting::Connection);
        self.engine.disconnect(promise, 1_000, self.now());
        self.transmit();
        self.buffered = 0;
        while let Some(due) = self.engine.poll_timeout() {
            self.now = self.now.max(due.as_millis());
            self.engine.handle_timeout(self.now());
            self.transmit();
        }
        while !self.outputs_are_taken() {}
        assert_eq!(self.engine.state(), State::Inactive);
        assert!(
            self.promises
                .iter()
                .all(|waiting| *waiting == Waiting::Settled)
        );
    }

    fn promise(&mut self, waiting: Waiting) -> Promise {
        self.promises.push(waiting);
        Promise(self.promises.len() as u32 - 1)
    }

    /// The newest session that the edge has seen a channel or a question of.
    fn session(&self) -> u32 {
        let opened = self.channels.keys().next_back().copied();
        let asked = self.preparing.iter().map(|id| id.session).max();
        opened.max(asked).unwrap_or_default()
    }

    const fn now(&self) -> Instant {
        Instant::from_millis(self.now)
    }
}

const fn channel(session: u32) -> ChannelId {
    ChannelId {
        session,
        channel: 0,
    }
}
