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
    AckMode, Body, ChannelId, CloseEvent, Config, Engine, Error, Failure, Frame, Input, Instant,
    Known, Outgoing, Output, Promise, texts,
};

use channels::Channels;
use delivery::Delivery;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// What the tests use for texts that the core never looks into.
pub type Text = Rc<str>;

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
        Self {
            engine: Engine::new(config.clone()),
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
        harness.prepared(&[]);
        harness.opened();
        harness.receive(connected);
        harness.record.clear();
        harness
    }

    /// A client that needs no beats, connected with STOMP 1.2 to a server that names itself.
    pub fn connected() -> Self {
        let mut config = Config::default();
        config.heartbeat.incoming = 0;
        Self::connected_by(
            config,
            "CONNECTED\nversion:1.2\nserver:test\nheart-beat:1,0\n\n\0",
        )
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
        self.send_frame(destination, headers, body, None)?;
        Ok(self.engine.is_congested().then(|| {
            let promise = self.promise();
            self.engine.wait_for_room(promise);
            promise
        }))
    }

    /// Sends a text and waits for its receipt.
    pub fn send_with_receipt(&mut self, destination: &str, body: &str) -> Result<Promise, Error> {
        let number = self.engine.next_receipt();
        self.send_frame(destination, &[], body, Some(number))?;
        let promise = self.promise();
        self.engine.expect_receipt(number, promise, self.now());
        Ok(promise)
    }

    fn send_frame(
        &mut self,
        destination: &str,
        headers: &[(&str, &str)],
        body: &str,
        receipt: Option<u32>,
    ) -> Result<(), Error> {
        let measured = Body::Text {
            length: u32::try_from(body.len()).expect("tests send little"),
            nul: body.contains('\0'),
        };
        let destination = destination.as_bytes();
        let head = self
            .engine
            .encode_send(destination, &flat(headers), measured, receipt)?;
        let head = String::from_utf8(head).expect("it is made of texts");
        self.engine.send(format!("{head}{body}\0").into())?;
        self.drain();
        Ok(())
    }
}

/// What the server and the browser do.
impl Harness {
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
    pub fn deliveries(&mut self) -> Vec<Delivery> {
        let delivered = |output: &mut Output<Text>| matches!(output, Output::Deliver { .. });
        self.record
            .extract_if(.., delivered)
            .filter_map(|output| Delivery::read(&output))
            .collect()
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
        _ => None,
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
