//! A client of a SockJS endpoint, with the test as its server and its network.

use stompwire::protocol::{CloseEvent, Config, Heartbeat, Input, Transport, Verdict};

use super::Harness;
use super::channels::{Channel, INFO, POLLING, RAW, Way};

/// Where the tests find a SockJS service.
pub const ENDPOINT: &str = "http://server/ws?token=a";

/// From a server that has beats.
pub const CONNECTED: &str = "CONNECTED\nversion:1.2\nserver:test\nheart-beat:1,0\n\n\0";

/// From one that has none, as Spring's without a TaskScheduler.
pub const CONNECTED_WITHOUT_BEATS: &str = "CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0";

/// Of a client without beats of STOMP's.
pub fn without_beats() -> Config {
    Config {
        heartbeat: Heartbeat {
            outgoing: 0,
            incoming: 0,
            tolerance: 2,
        },
        ..Config::default()
    }
}

impl Harness {
    /// A client that has begun an attempt at a SockJS service.
    pub fn at_endpoint(config: Config) -> Self {
        let mut harness = Self::new(config);
        harness.url = ENDPOINT.to_owned();
        harness.random = (0..158).map(|at| (at * 7 % 32) as u8).collect();
        harness.start();
        harness
    }

    /// One that may use these transports.
    pub fn over(transports: &[Transport]) -> Self {
        Self::at_endpoint(Config {
            transports: transports.into(),
            ..Config::default()
        })
    }

    /// One whose connection over this transport is made, the only one that it may use; its record
    /// is empty.
    pub fn connected_over(transport: Transport, config: Config) -> Self {
        let mut harness = Self::at_endpoint(Config {
            transports: vec![transport],
            ..config
        });
        let way = Some(transport);
        harness.open(way);
        if way == RAW {
            harness.tell(way, Input::Received(CONNECTED.as_bytes()));
        } else {
            harness.messages(way, &[CONNECTED]);
            harness.end_poll(way);
        }
        if harness.channel_of(way).is_http() {
            harness.tell(way, Input::Posted(204));
        }
        harness.outputs();
        harness
    }

    /// Begins an attempt; the record then begins with what it opens.
    pub fn start(&mut self) {
        self.connect();
        self.outputs();
        self.prepared(&[]);
    }

    /// Opens the SockJS session, or the raw WebSocket, on the newest channel of this kind, however
    /// far that was.
    pub fn open(&mut self, way: Way) {
        let channel = self.channel_of(way);
        if channel.is_http() {
            self.tell(way, Input::Answered(200));
            self.frame(way, "o");
            self.end_poll(way);
        } else {
            self.tell(way, Input::Opened);
            if way != RAW {
                self.frame(way, "o");
            }
        }
    }

    /// A poll is over when it has brought a frame.
    fn end_poll(&mut self, way: Way) {
        if way == POLLING {
            self.tell(way, Input::Ended);
        }
    }

    /// Something happens to the newest channel of this kind.
    pub fn tell(&mut self, way: Way, input: Input<'_>) {
        let id = self.channel_of(way).id;
        self.input_on(id, input);
    }

    /// The server tells about itself.
    pub fn inform(&mut self, websocket: bool, base_url: &str) {
        let base_url = base_url.to_owned();
        let informed = Input::Informed {
            websocket,
            base_url,
        };
        self.tell(INFO, informed);
    }

    /// A SockJS frame arrives.
    pub fn frame(&mut self, way: Way, text: &str) -> Verdict {
        let channel = self.channel_of(way);
        channel.is_open |= text == "o";
        let (id, now) = (channel.id, self.now());
        let mut units = text.encode_utf16();
        let first = units.next().unwrap_or_default();
        let verdict = self.engine.handle_frame(id, first, 1 + units.count(), now);
        self.drain();
        verdict
    }

    /// An array of messages arrives.
    pub fn messages(&mut self, way: Way, messages: &[&str]) {
        if self.frame(way, "a[…]") == Verdict::Array {
            for message in messages {
                self.tell(way, Input::Received(message.as_bytes()));
            }
        }
    }

    /// A close frame arrives.
    pub fn close_frame(&mut self, way: Way, code: u16) {
        if self.frame(way, "c[…]") == Verdict::Close {
            self.tell(way, Input::Closed(clean(code)));
        }
    }

    /// What was POSTed or sent on the newest channel of this kind: the commands of its frames.
    pub fn sent(&mut self, way: Way) -> Vec<String> {
        let sent = self.channel_of(way).sent.iter();
        sent.map(|frames| commands(frames)).collect()
    }

    pub fn channel_of(&mut self, way: Way) -> &mut Channel {
        let channel = self.channels.newest(way);
        channel.unwrap_or_else(|| unreachable!("{way:?} is not open"))
    }
}

/// The commands of frames, and a dot for each beat.
pub fn commands(frames: &[String]) -> String {
    let command = |frame: &String| match frame.lines().next() {
        None | Some("") => ".".to_owned(),
        Some(command) => command.to_owned(),
    };
    let commands: Vec<_> = frames.iter().map(command).collect();
    commands.join(" ")
}

/// How a WebSocket closes with a handshake.
pub const fn clean(code: u16) -> CloseEvent {
    CloseEvent {
        code,
        was_clean: true,
    }
}
