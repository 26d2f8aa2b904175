//! Any sequence of calls and inputs, and what must hold throughout.

mod messages;
mod network;
mod restoring;
mod steps;

use stompwire::protocol::{
    ChannelId, Config, Engine, Error, Failure, Heartbeat, Input, Instant, Known, Limits, Logging,
    OutboxLimits, Outcome, Output, Promise, Reason, Reconnect, State, Transport,
};

use super::channels::{Channel, Channels, POLLING};
use super::{Text, frame_text};
use messages::Messages;
use restoring::Restoring;
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
    /// Where it connects to, and whether STOMP is spoken there.
    url: &'static str,
    stomp: bool,
    known: Known,
    channels: Channels,
    /// What the edge has asked the user for, and not answered yet.
    preparing: Vec<ChannelId>,
    considering: Vec<ChannelId>,
    /// Whether connections are made again, and the page is away.
    reconnects: bool,
    away: bool,
    /// How many attempts at a transport, or at `/info`, have been told to have ended in the current session.
    ended: usize,
    messages: Messages,
    restoring: Restoring,
    promises: Vec<Waiting>,
    subscriptions: Vec<u32>,
    transactions: Vec<u32>,
    /// What the user was told.
    state: State,
    buffered: u32,
    outputs: Vec<Output<Text>>,
}

/// More channels than this no attempt has: each transport once, and again after each of the few
/// that may win, and then prove useless.
const MOST: usize = 12;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waiting {
    /// For something that ends with the client's activity at the latest.
    Client,
    /// For a connection, on behalf of the subscription in this slot.
    Subscription(u32),
    Settled,
}

impl World {
    fn play(script: &[u8]) -> Vec<Output<Text>> {
        let mut choices = Choices(script);
        let mut world = Self::new(&mut choices);
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

    fn new(choices: &mut Choices<'_>) -> Self {
        let stomp = choices.of(&[true, true, false]);
        let config = config(stomp, choices);
        Self {
            reconnects: config.reconnect.is_some(),
            messages: Messages::new(config.outbox),
            engine: Engine::new(config, choices.next().into()),
            now: 0,
            // A plain WebSocket has nothing to say without STOMP.
            url: if stomp && choices.of(&[true, false, false]) {
                "ws://server"
            } else {
                "http://server/ws?a=b"
            },
            stomp,
            known: Known::default(),
            channels: Channels::default(),
            preparing: Vec::new(),
            considering: Vec::new(),
            away: false,
            ended: 0,
            restoring: Restoring::default(),
            promises: Vec::new(),
            subscriptions: Vec::new(),
            transactions: Vec::new(),
            state: State::Inactive,
            buffered: 0,
            outputs: Vec::new(),
        }
    }

    fn input(&mut self, id: ChannelId, input: Input<'_>) {
        self.channels.note(id, &input);
        if let Input::Received(bytes) = &input {
            self.messages.hear(bytes);
        }
        self.engine.handle_input(id, input, self.now());
        if self.stomp && self.engine.state() == State::Connected {
            self.restoring.connected(id.session, &self.subscriptions);
        }
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
        if let Some((id, waiting)) = self.channels.carry_out(&output) {
            let buffered = self.buffered.saturating_add(waiting);
            self.input(id, Input::Buffered(buffered));
        }
        match &output {
            Output::Open { id, .. } => self.check_opening(*id),
            Output::Prepare(id) => {
                assert_eq!(self.channels.open().count(), 0, "one attempt at a time");
                self.preparing.push(*id);
                self.ended = 0;
            }
            Output::Consider { id, .. } => {
                assert_eq!(self.channels.open().count(), 0, "one attempt at a time");
                self.considering.push(*id);
            }
            Output::Send { id, .. } => {
                let frame = frame_text(&output).expect("it sends one");
                self.messages.sent(id.session, &frame);
                let known = |slot| self.engine.subscription_id(slot);
                self.restoring.sent(id.session, &frame, known);
            }
            Output::Queued { messages, bytes } => self.messages.queued(*messages, *bytes),
            Output::Refused { subscription, .. } => {
                self.subscriptions.retain(|live| live != subscription);
            }
            Output::Attempted(attempt) => {
                let goes_on = attempt.outcome == Outcome::Opened && attempt.transport.is_some();
                self.ended += usize::from(!goes_on);
            }
            Output::Remember(known) => self.known = *known,
            Output::StateChanged(state) => {
                assert_ne!(self.state, *state);
                self.state = *state;
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
                self.messages.settled(*promise, *result);
                match (core::mem::replace(waiting, Waiting::Settled), result) {
                    (Waiting::Settled, _) => unreachable!("a promise is settled once"),
                    (_, Err(Failure::Ended(Reason::AllTransportsFailed))) => {
                        assert_eq!(self.ended, self.current().count(), "each is told of");
                    }
                    // The version in force cannot express it, and the engine has dropped it.
                    (Waiting::Subscription(slot), Err(Failure::Rejected(_))) => {
                        self.subscriptions.retain(|live| *live != slot);
                    }
                    _ => {}
                }
            }
            Output::Disconnected { .. } => assert_eq!(self.channels.open().count(), 0),
            Output::Measure(_)
            | Output::Receive(_)
            | Output::Post(_)
            | Output::Close(_)
            | Output::Log { .. } => {}
        }
        self.outputs.push(output);
    }

    /// A channel belongs to the current session, which has few, each with an id of its own.
    fn check_opening(&self, id: ChannelId) {
        assert!(
            self.channels
                .open()
                .all(|other| other.id.session == id.session)
        );
        assert!(self.current().count() <= MOST);
        let mut sessions: Vec<_> = self.current().filter_map(Channel::session).collect();
        let before = sessions.len();
        sessions.sort_unstable();
        sessions.dedup_by_key(|(_, session)| *session);
        assert_eq!(sessions.len(), before, "{sessions:?}");
    }

    /// What holds between any two steps.
    fn check(&mut self) {
        let deadline = self.engine.poll_timeout().is_some();
        match self.engine.state() {
            State::Inactive => {
                assert!(!deadline, "nothing is left to wait for");
                assert_eq!(self.channels.open().count(), 0);
            }
            State::Connected => self.check_connection(deadline),
            State::Connecting if self.away => assert_eq!(self.channels.open().count(), 0),
            State::Connecting | State::Disconnecting => assert!(deadline, "it ends some day"),
        }
        if self.engine.state() == State::Inactive && self.outputs_are_taken() {
            assert_eq!(self.state, State::Inactive);
            for waiting in &self.promises {
                match waiting {
                    Waiting::Settled => {}
                    Waiting::Subscription(slot) => assert!(self.subscriptions.contains(slot)),
                    Waiting::Client => unreachable!("no promise outlives the client's activity"),
                }
            }
        }
    }

    /// A connection has one channel, whose end will be noticed, and sends all that it was given,
    /// once and in order.
    fn check_connection(&self, deadline: bool) {
        let open: Vec<_> = self.channels.open().collect();
        let [channel] = &*open else {
            unreachable!("a connection has one channel");
        };
        assert!(channel.is_open);
        if channel.is_http() {
            assert!(channel.receives || deadline, "it is asked again");
            // A poll that has brought its frame ends soon, and the next one comes before a POST.
            let waits = channel.way == POLLING && channel.receives && deadline;
            assert!(
                channel.posts || channel.queue.is_empty() || waits,
                "it is sent"
            );
        }
        let frames = channel.sent.iter().flatten().chain(&channel.queue);
        let sent: Vec<_> = frames.filter(|frame| frame.starts_with("SEND")).collect();
        assert_eq!(sent, self.messages.frames(channel.id.session));
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
        let promise = self.promise(Waiting::Client);
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

    /// Nobody waits for this promise any more.
    fn take_back(&mut self, promise: Promise) {
        let waiting = self.promises.get_mut(promise.0 as usize);
        *waiting.expect("it is one of ours") = Waiting::Settled;
    }

    /// The newest session that the edge has seen a channel or a question of.
    fn session(&self) -> u32 {
        let opened = self.channels.all().last().map(|one| one.id.session);
        let asked = self.preparing.iter().map(|id| id.session).max();
        opened.max(asked).unwrap_or_default()
    }

    /// The channels of that session.
    fn current(&self) -> impl Iterator<Item = &Channel> {
        let session = self.session();
        let channels = self.channels.all().iter();
        channels.filter(move |channel| channel.id.session == session)
    }

    const fn now(&self) -> Instant {
        Instant::from_millis(self.now)
    }
}

fn config(stomp: bool, choices: &mut Choices<'_>) -> Config {
    use Transport::{Raw, WebSocket, XhrPolling, XhrStreaming};
    let transports: &[_] = choices.of(&[
        &[Raw, WebSocket, XhrStreaming, XhrPolling][..],
        &[XhrStreaming, XhrPolling],
        &[XhrPolling, Raw, WebSocket],
        &[WebSocket, XhrStreaming],
        &[],
    ]);
    Config {
        stomp,
        // Without STOMP, a WebSocket is always framed.
        transports: transports
            .iter()
            .copied()
            .filter(|transport| stomp || *transport != Raw)
            .collect(),
        fallback_delay: choices.of(&[0, 100, 1_000, u32::MAX]),
        connect_timeout: choices.of(&[500, 10_000]),
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
            parts: 8,
        },
        high_water_mark: choices.of(&[0, 100]),
        // SockJS alone leaves that to its user.
        reconnect: choices
            .of(&[stomp, stomp, stomp, false])
            .then(|| Reconnect {
                initial_delay: choices.of(&[0, 1_000]),
                max_delay: choices.of(&[1_000, 30_000]),
                max_attempts: choices.of(&[0, 0, 2]),
                initial: choices.of(&[false, true]),
                ask: choices.of(&[false, false, true]),
            }),
        outbox: OutboxLimits {
            messages: choices.of(&[4, 4, 0]),
            bytes: 100,
            age: choices.of(&[5_000, 300_000]),
            tries: 3,
        },
        log: choices.of(&[Logging::Off, Logging::Off, Logging::Heads, Logging::Bodies]),
        ..Config::default()
    }
}
