//! An engine with its WebSocket.

use std::{rc::Rc, time};

use mio::{Registry, Token};
use stompwire::protocol::{
    ChannelId, CloseEvent, Config, Engine, Input, Instant, Known, Outgoing, Output, Request, texts,
};
use tungstenite::Message;

use crate::{
    pieces::pieces,
    socket::{Socket, Told},
};

/// The body of a message, which the core passes on without looking into it.
pub type Text = Rc<str>;

/// Where a client connects to, and as whom.
#[derive(Clone, Debug)]
pub struct Destination {
    /// A `ws:` URL.
    pub url: String,
    /// CONNECT's headers: a list of [`texts`], names and values in turn.
    pub headers: Vec<u8>,
}

impl Destination {
    /// A URL that wants no login.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            headers: Vec::new(),
        }
    }

    /// The same with another header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        for text in [name, value] {
            self.headers.extend_from_slice(text.as_bytes());
            self.headers.push(texts::END);
        }
        self
    }
}

/// One client: what its engine decides, it does.
pub struct Client {
    engine: Engine<Text>,
    destination: Destination,
    /// The only channel of a plain WebSocket.
    channel: Option<(ChannelId, Socket)>,
    registry: Registry,
    token: Token,
    started_at: time::Instant,
}

impl Client {
    pub(crate) fn new(
        destination: Destination,
        config: Config,
        registry: Registry,
        token: Token,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            engine: Engine::new(config, getrandom::u32()?),
            destination,
            channel: None,
            registry,
            token,
            started_at: time::Instant::now(),
        })
    }

    /// Tells the engine what the user wants. Then drain [`poll_event`](Self::poll_event).
    pub fn tell<T>(&mut self, wish: impl FnOnce(&mut Engine<Text>, Instant) -> T) -> T {
        let now = self.now();
        wish(&mut self.engine, now)
    }

    /// Does all that the engine wants done; gives what it has to tell, one thing after the other.
    pub fn poll_event(&mut self) -> Option<Output<Text>> {
        while let Some(output) = self.engine.poll_output() {
            match output {
                Output::Prepare(id) => self.prepare(id),
                Output::Open { id, request } => self.open(id, &request),
                Output::Send { id, frame, split } => self.send(id, frame, split),
                Output::Measure(id) => self.measure(id),
                Output::Close(id) => {
                    if let Some((_, mut socket)) = self.take_channel(id) {
                        socket.close();
                    }
                }
                event => return Some(event),
            }
        }
        if let Some((_, socket)) = &mut self.channel {
            socket.flush();
        }
        None
    }

    /// Its socket may have something to tell, or room for more.
    pub(crate) fn handle_ready(&mut self) {
        while let Some((id, socket)) = &mut self.channel
            && let Some(told) = socket.poll()
        {
            let id = *id;
            match told {
                Told::Opened => self.input(id, Input::Opened),
                Told::Message(message) => self.input(id, Input::Received(&message.into_data())),
                Told::Closed(event) => {
                    self.channel = None;
                    self.input(id, Input::Closed(event));
                }
            }
        }
    }

    /// How long the engine can wait before it has to be told the time.
    pub(crate) fn patience(&self) -> Option<time::Duration> {
        let due = self.engine.poll_timeout()?;
        Some(time::Duration::from_millis(due.since(self.now())))
    }

    pub(crate) fn handle_timeout(&mut self) {
        self.engine.handle_timeout(self.now());
    }

    fn prepare(&mut self, id: ChannelId) {
        let Destination { url, headers } = self.destination.clone();
        let answer = Input::Prepared {
            url,
            headers,
            // Session ids are SockJS's, and so is what is known of its transports.
            random: Vec::new(),
            known: (Known::default(), 0),
        };
        self.input(id, answer);
    }

    fn open(&mut self, id: ChannelId, request: &Request) {
        let opened = match request {
            Request::WebSocket {
                url,
                protocols,
                framed: false,
            } => Socket::open(url, protocols, &self.registry, self.token),
            other => Err(anyhow::anyhow!("only plain WebSockets, no {other:?}")),
        };
        match opened {
            Ok(socket) => self.channel = Some((id, socket)),
            Err(_) => self.input(id, Input::Closed(NEVER_OPENED)),
        }
    }

    fn send(&mut self, id: ChannelId, frame: Outgoing<Text>, split: Option<(u32, u32)>) {
        let text = match frame {
            Outgoing::Encoded(bytes) => text(bytes),
            Outgoing::Payload(frame) => frame.to_string(),
            Outgoing::Queued { head, body } => text(head) + &body + "\0",
        };
        if let Some((open, socket)) = &mut self.channel
            && *open == id
        {
            for piece in pieces(&text, split.map(|(units, _)| units)) {
                socket.send(Message::text(piece));
            }
        }
        self.measure(id);
    }

    fn measure(&mut self, id: ChannelId) {
        if let Some((open, socket)) = &self.channel
            && *open == id
        {
            let buffered = Input::Buffered(socket.buffered());
            self.input(id, buffered);
        }
    }

    fn take_channel(&mut self, id: ChannelId) -> Option<(ChannelId, Socket)> {
        self.channel.take_if(|(open, _)| *open == id)
    }

    fn input(&mut self, id: ChannelId, input: Input<'_>) {
        let now = self.now();
        self.engine.handle_input(id, input, now);
    }

    fn now(&self) -> Instant {
        let millis = self.started_at.elapsed().as_millis();
        Instant::from_millis(u64::try_from(millis).unwrap_or(u64::MAX))
    }
}

/// What the core writes is made of texts that it was given.
fn text(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}

const NEVER_OPENED: CloseEvent = CloseEvent {
    code: 1006,
    was_clean: false,
};
