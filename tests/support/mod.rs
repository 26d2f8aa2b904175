//! A client under a virtual clock, with the test as its server and its user.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "every test file is a crate of its own and uses its part of this one"
)]

pub mod channels;
pub mod decoding;
pub mod delivery;
pub mod differential;
pub mod frames;
pub mod machine;
pub mod outputs;
#[cfg(not(target_arch = "wasm32"))]
pub mod seeds;
pub mod sockjs;
pub mod story;
pub mod strict;
pub mod whole;

use std::rc::Rc;

use stompwire::protocol::{
    AckMode, Body, ChannelId, CloseEvent, Config, Delivery, Engine, Error, Failure, Frame, Input,
    Instant, Known, Next, Outgoing, Output, Promise, Reason, Reconnect, Signal, texts,
};

use channels::Channels;
use delivery::Delivered;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// What the tests use for texts that the core never looks into.
pub type Text = Rc<str>;

/// From a server that names itself, and so confirms.
pub const NAMED: &str = "CONNECTED\nversion:1.2\nserver:test\nheart-beat:1,0\n\n\0";

/// From a server that does not, as Spring's simple broker.
pub const UNNAMED: &str = "CONNECTED\nversion:1.2\n\n\0";

/// What the waits of the tests come from.
pub const SEED: u32 = 0x5eed_5eed;

/// Where the tests connect to.
pub const URL: &str = "ws://server/stomp";

/// An engine with the edge that a test needs: it carries out what the engine asks for, keeps a
/// record of it, and passes on what the test says as server and as user.
pub struct Harness {
    pub engine: Engine<Text>,
    pub config: Config,
    /// Where it connects to.
    pub url: String,
    /// What it knows of earlier attempts, and for how long.
    pub known: (Known, u32),
    /// Where its session ids come from.
    pub random: Vec<u8>,
    pub channels: Channels,
    /// What the channel claims to hold after a frame was sent.
    pub buffered: u32,
    /// Whether messages may take the fast path.
    pub fast: bool,
    /// How many have taken it.
    pub whole: u32,
    now: u64,
    promises: u32,
    /// The first channel of the current attempt.
    channel: ChannelId,
    record: Vec<Output<Text>>,
}

impl Harness {
    pub fn new(config: Config) -> Self {
        Self::with_seed(config, SEED)
    }

    pub fn with_seed(config: Config, seed: u32) -> Self {
        Self {
            engine: Engine::new(config.clone(), seed),
            config,
            url: URL.to_owned(),
            known: (Known::default(), 0),
            random: Vec::new(),
            channels: Channels::default(),
            buffered: 0,
            fast: true,
            whole: 0,
            now: 1_000_000,
            promises: 0,
            channel: outputs::channel(0),
            record: Vec::new(),
        }
    }

    /// A client connected with this `CONNECTED`, its record empty.
    pub fn connected_by(config: Config, connected: &str) -> Self {
        let mut harness = Self::new(config);
        harness.connect();
        harness.accept(connected);
        harness.record.clear();
        harness
    }

    /// A client that needs no beats, connected with STOMP 1.2 to a server that names itself.
    pub fn connected() -> Self {
        Self::connected_by(quiet(), NAMED)
    }

    /// One that makes its connections again.
    pub fn reconnecting() -> Self {
        Self::connected_by(reconnecting(Reconnect::default()), NAMED)
    }

    pub const fn now(&self) -> Instant {
        Instant::from_millis(self.now)
    }

    pub fn promise(&mut self) -> Promise {
        self.promises += 1;
        Promise(self.promises)
    }
}

/// What the user does.
impl Harness {
    pub fn connect(&mut self) -> Promise {
        let promise = self.promise();
        self.engine.connect(promise, self.now());
        self.drain();
        promise
    }

    pub fn abort(&mut self) {
        self.engine.abort(self.now());
        self.drain();
    }

    pub fn disconnect(&mut self, timeout: u32) -> Promise {
        let promise = self.promise();
        self.engine.disconnect(promise, timeout, self.now());
        self.drain();
        promise
    }

    pub fn subscribe(&mut self, destination: &str) -> (u32, Promise) {
        self.try_subscribe("", destination, AckMode::Auto, &[])
            .expect("nothing is wrong with it")
    }

    pub fn try_subscribe(
        &mut self,
        id: &str,
        destination: &str,
        ack: AckMode,
        headers: &[(&str, &str)],
    ) -> Result<(u32, Promise), Error> {
        let ready = self.promise();
        let (id, destination) = (id.as_bytes(), destination.as_bytes());
        let slot =
            self.engine
                .subscribe(id, destination, ack, &flat(headers), ready, self.now())?;
        self.drain();
        Ok((slot, ready))
    }

    pub fn unsubscribe(&mut self, slot: u32) -> Result<(), Error> {
        self.unsubscribe_with(slot, &[])
    }

    pub fn unsubscribe_with(&mut self, slot: u32, headers: &[(&str, &str)]) -> Result<(), Error> {
        self.engine.unsubscribe(slot, &flat(headers))?;
        self.drain();
        Ok(())
    }

    /// Sends a text as the edge does. The promise is for room in the channel, if there is none.
    pub fn send(
        &mut self,
        destination: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Option<Promise>, Error> {
        let head =
            self.engine
                .encode_send(destination.as_bytes(), &flat(headers), measured(body))?;
        let head = String::from_utf8(head).expect("it is made of texts");
        self.engine.send(format!("{head}{body}\0").into())?;
        self.drain();
        Ok(self.engine.is_congested().then(|| {
            let promise = self.promise();
            self.engine.wait_for_room(promise);
            promise
        }))
    }

    /// Gives a message that may have to wait, or to be sent again.
    pub fn enqueue(
        &mut self,
        destination: &str,
        headers: &[(&str, &str)],
        body: &str,
        delivery: Delivery,
    ) -> Result<Promise, Error> {
        let promise = self.promise();
        let destination = destination.as_bytes();
        self.engine.enqueue(
            destination,
            &flat(headers),
            measured(body),
            body.len() as u32,
            body.into(),
            promise,
            delivery,
            self.now(),
        )?;
        self.drain();
        Ok(promise)
    }

    /// Gives a message without headers.
    pub fn give(&mut self, destination: &str, body: &str, delivery: Delivery) -> Promise {
        self.enqueue(destination, &[], body, delivery)
            .expect("nothing is wrong with it")
    }

    /// Takes a message back.
    pub fn cancel(&mut self, promise: Promise) -> bool {
        let taken = self.engine.cancel(promise);
        self.drain();
        taken
    }

    /// Takes back all messages that wait.
    pub fn clear_outbox(&mut self) -> u32 {
        let count = self.engine.clear_outbox();
        self.drain();
        count
    }

    /// Commits a transaction, or aborts it. The promise is for the receipt, if there will be one.
    pub fn end_transaction(
        &mut self,
        number: u32,
        commit: bool,
        headers: &[(&str, &str)],
    ) -> Result<Option<Promise>, Error> {
        let promise = self.promise();
        let confirms =
            self.engine
                .end_transaction(number, commit, &flat(headers), promise, self.now())?;
        self.drain();
        Ok(confirms.then_some(promise))
    }
}

/// What the server and the browser do.
impl Harness {
    /// The server accepts the attempt that is being prepared.
    pub fn accept(&mut self, connected: &str) {
        self.prepared(&[]);
        self.opened();
        self.receive(connected);
    }

    /// Lets time pass until the next attempt begins.
    pub fn retry(&mut self) {
        let last = self.channel.session;
        while self.channel.session == last {
            let due = self.engine.poll_timeout().expect("an attempt will follow");
            self.now = self.now.max(due.as_millis());
            self.timeout();
        }
    }

    /// The next attempt leads to a connection to a server that names itself.
    pub fn come_back(&mut self) {
        self.retry();
        self.accept(NAMED);
    }

    pub fn signal(&mut self, signal: Signal) {
        self.engine.handle_signal(signal, self.now());
        self.drain();
    }

    /// Answers `Prepare`.
    pub fn prepared(&mut self, headers: &[(&str, &str)]) {
        self.input(Input::Prepared {
            url: self.url.clone(),
            headers: flat(headers),
            random: self.random.clone(),
            known: self.known,
        });
    }

    pub fn opened(&mut self) {
        self.input(Input::Opened);
    }

    /// A text message.
    pub fn receive(&mut self, text: &str) {
        if self.fast
            && let Some((head, body)) = whole::parts(text)
            && let Some(whole) = self.engine.handle_whole(self.channel, head, text.len())
        {
            self.whole += 1;
            self.record.push(Output::Deliver {
                session: self.channel.session,
                subscription: Some(whole.subscription),
                frame: Frame {
                    head: head.into(),
                    body: body.into(),
                },
                escaping: whole.escaping,
            });
        } else {
            self.receive_bytes(text.as_bytes());
        }
    }

    /// A binary message.
    pub fn receive_bytes(&mut self, bytes: &[u8]) {
        self.input(Input::Received(bytes));
    }

    /// The channel closed without a handshake.
    pub fn closed(&mut self) {
        self.input(Input::Closed(CUT));
    }

    /// Something happens to the first channel, which is the only one of a plain WebSocket.
    pub fn input(&mut self, input: Input<'_>) {
        self.input_on(self.channel, input);
    }

    pub fn input_on(&mut self, id: ChannelId, input: Input<'_>) {
        self.channels.note(id, &input);
        self.engine.handle_input(id, input, self.now());
        self.drain();
    }

    /// Lets time pass, with a timer that never misses.
    pub fn advance(&mut self, millis: u64) {
        let end = self.now + millis;
        while let Some(due) = self.engine.poll_timeout()
            && due.as_millis() <= end
        {
            self.now = self.now.max(due.as_millis());
            self.timeout();
        }
        self.now = end;
    }

    /// Lets time pass without a timer, as in a hidden page.
    pub const fn sleep(&mut self, millis: u64) {
        self.now += millis;
    }

    pub fn timeout(&mut self) {
        self.engine.handle_timeout(self.now());
        self.drain();
    }
}

/// What the test looks at: the record since it looked last.
impl Harness {
    /// Everything, in order.
    pub fn outputs(&mut self) -> Vec<Output<Text>> {
        core::mem::take(&mut self.record)
    }

    /// The frames that were sent.
    pub fn frames(&mut self) -> Vec<String> {
        let sent = |output: &mut Output<Text>| matches!(output, Output::Send { .. });
        self.record
            .extract_if(.., sent)
            .filter_map(|output| frame_text(&output))
            .collect()
    }

    /// Everything but the frames that were sent.
    pub fn events(&mut self) -> Vec<Output<Text>> {
        let told = |output: &mut Output<Text>| !matches!(output, Output::Send { .. });
        self.record.extract_if(.., told).collect()
    }

    /// The messages that were delivered.
    pub fn deliveries(&mut self) -> Vec<Delivered> {
        let delivered = |output: &mut Output<Text>| matches!(output, Output::Deliver { .. });
        self.record
            .extract_if(.., delivered)
            .filter_map(|output| Delivered::read(&output))
            .collect()
    }

    /// The ends of connections and attempts that were told of: why, and what follows.
    pub fn ends(&mut self) -> Vec<(Reason, Next)> {
        let ended = |output: &mut Output<Text>| matches!(output, Output::Disconnected { .. });
        self.record
            .extract_if(.., ended)
            .filter_map(|output| match output {
                Output::Disconnected { reason, next, .. } => Some((reason, next)),
                _ => None,
            })
            .collect()
    }

    /// How long the server may have been silent, at the last end that was told.
    pub fn silence(&self) -> Option<u32> {
        self.record.iter().rev().find_map(|output| match output {
            Output::Disconnected { silence, .. } => Some(*silence),
            _ => None,
        })
    }

    /// How many attempts have begun.
    pub fn attempts(&mut self) -> usize {
        let begun = |output: &mut Output<Text>| matches!(output, Output::Prepare(_));
        self.record.extract_if(.., begun).count()
    }

    /// How a promise was settled.
    pub fn settled(&self, promise: Promise) -> Option<Result<(), Failure>> {
        self.record.iter().find_map(|output| match output {
            Output::Settle(settled, result) if *settled == promise => Some(*result),
            _ => None,
        })
    }

    /// Carries out what the engine asks for.
    pub fn drain(&mut self) {
        while let Some(output) = self.engine.poll_output() {
            if let Some((id, waiting)) = self.channels.carry_out(&output) {
                let input = Input::Buffered(self.buffered + waiting);
                self.engine.handle_input(id, input, self.now());
            }
            match &output {
                Output::Prepare(id) => self.channel = *id,
                // A plain WebSocket has but one way, of which the other outputs tell.
                Output::Attempted(_) if self.url == URL => continue,
                _ => {}
            }
            self.record.push(output);
        }
    }
}

/// The frame that an output sends.
pub fn frame_text(output: &Output<Text>) -> Option<String> {
    match output {
        Output::Send {
            frame: Outgoing::Encoded(bytes),
            ..
        } => Some(String::from_utf8_lossy(bytes).into_owned()),
        Output::Send {
            frame: Outgoing::Payload(text),
            ..
        } => Some(text.to_string()),
        Output::Send {
            frame: Outgoing::Queued { head, body },
            ..
        } => Some(format!("{}{body}\0", String::from_utf8_lossy(head))),
        _ => None,
    }
}

/// Of a client that needs no beats.
pub fn quiet() -> Config {
    let mut config = Config::default();
    config.heartbeat.incoming = 0;
    config
}

/// Of one that makes its connections again.
pub fn reconnecting(policy: Reconnect) -> Config {
    Config {
        reconnect: Some(policy),
        ..quiet()
    }
}

fn measured(body: &str) -> Body {
    Body::Text {
        length: body.len() as u32,
        nul: body.contains('\0'),
    }
}

/// Headers as the engine takes them: names and values in turn.
pub fn flat(headers: &[(&str, &str)]) -> Vec<u8> {
    let mut list = Vec::new();
    for text in headers.iter().flat_map(|(name, value)| [name, value]) {
        list.extend_from_slice(text.as_bytes());
        list.push(texts::END);
    }
    list
}

/// How a channel closes when the network goes away.
pub const CUT: CloseEvent = CloseEvent {
    code: 1006,
    was_clean: false,
};
