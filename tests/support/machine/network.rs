//! What can happen to the channels of an engine: what servers, proxies and browsers do.

use stompwire::protocol::{ChannelId, Input, State, Verdict};

use super::super::CUT;
use super::super::channels::{Channel, FRAMED, INFO, RAW};
use super::super::sockjs::clean;
use super::World;
use super::steps::Choices;

/// What comes next on a channel.
#[derive(Clone, Copy)]
enum Next {
    Info,
    Opened,
    Headers,
    Open,
    Posted,
    Message,
}

impl World {
    /// What happens next to one of the channels if all goes well.
    pub(super) fn go_on(&mut self, choices: &mut Choices<'_>) {
        let Some((id, next)) = self.some_open(choices, next) else {
            return;
        };
        match next {
            Next::Info => self.inform(id, choices),
            Next::Opened => self.input(id, Input::Opened),
            Next::Headers => self.input(id, Input::Answered(200)),
            Next::Open => self.frame(id, "o", choices),
            Next::Posted => self.input(id, Input::Posted(204)),
            Next::Message => self.receive(id, choices),
        }
    }

    /// A message comes, where one can.
    pub(super) fn message(&mut self, choices: &mut Choices<'_>) {
        if let Some((id, Next::Message)) = self.some_open(choices, next) {
            self.receive(id, choices);
        }
    }

    /// Whatever can happen to one of the channels.
    pub(super) fn happen(&mut self, choices: &mut Choices<'_>) {
        let facts = |one: &Channel| (one.way, one.is_answered, one.receives, one.posts);
        let Some((id, (way, answered, receives, posts))) = self.some_open(choices, facts) else {
            return;
        };
        let status = choices.of(&[0, 204, 300, 404, 500]);
        match choices.next() % 16 {
            0 if way == RAW || way == FRAMED => {
                let event = choices.of(&[CUT, clean(1000), clean(3000)]);
                self.input(id, Input::Closed(event));
            }
            0 if answered && receives => self.input(id, Input::Answered(0)),
            0 if receives => self.input(id, Input::Answered(status)),
            1 if way == INFO => self.inform(id, choices),
            1 | 2 if answered && receives && way != INFO => self.input(id, Input::Ended),
            3 if posts => self.input(id, Input::Posted(status)),
            4 if answered && way != RAW => self.input(id, Input::Broken),
            _ if answered && way != RAW => {
                let prelude = "h".repeat(2_048);
                let frames = [
                    "h", "a[]", "m\"\"", "a[]", "<html>", "", &prelude, "c[]", "o",
                ];
                let frame = choices.of(&frames);
                self.frame(id, frame, choices);
            }
            _ => {}
        }
    }

    /// The network breaks, or the server ends a connection, with or without a word: seldom before
    /// there is one.
    pub(super) fn lose(&mut self, choices: &mut Choices<'_>) {
        if self.engine.state() != State::Connected && !choices.next().is_multiple_of(8) {
            return;
        }
        let facts = |one: &Channel| (one.way, one.is_open, one.posts, one.receives);
        let Some((id, (way, open, posts, receives))) = self.some_open(choices, facts) else {
            return;
        };
        let event = choices.of(&[CUT, CUT, clean(1001), clean(1002)]);
        if way == RAW || way == FRAMED {
            if way == RAW && open && choices.of(&[true, false]) {
                self.input(id, Input::Received(b"ERROR\nmessage:denied\n\n\0"));
                self.transmit();
            }
            if self.channels.open().any(|channel| channel.id == id) {
                self.input(id, Input::Closed(event));
            }
        } else if posts && choices.of(&[true, false]) {
            self.input(id, Input::Posted(choices.of(&[0, 404])));
        } else if receives {
            self.input(id, Input::Answered(0));
        }
    }

    fn inform(&mut self, id: ChannelId, choices: &mut Choices<'_>) {
        let base_url = choices.of(&["", "", "http://server/moved", "http://elsewhere/ws"]);
        let informed = Input::Informed {
            websocket: choices.of(&[true, true, true, false]),
            base_url: base_url.to_owned(),
        };
        self.input(id, informed);
    }

    /// A SockJS frame arrives, and the edge does with it as it is told.
    fn frame(&mut self, id: ChannelId, text: &str, choices: &mut Choices<'_>) {
        let channel = self.channels.get_mut(id).expect("it is open");
        let first = text.bytes().next().unwrap_or_default().into();
        channel.is_open |= text == "o";
        match self.engine.handle_frame(id, first, text.len(), self.now()) {
            Verdict::Ignore => {}
            Verdict::Close => self.input(id, Input::Closed(clean(choices.of(&[1000, 3000])))),
            Verdict::Message => self.receive_text(id, choices),
            Verdict::Array => {
                for _ in 0..choices.of(&[1, 2, 3]) {
                    self.transmit();
                    let channel = self.channels.get_mut(id).expect("it was open");
                    if channel.is_closed {
                        break;
                    }
                    self.receive_text(id, choices);
                }
            }
        }
    }

    /// A message arrives, in a frame where it takes one.
    fn receive(&mut self, id: ChannelId, choices: &mut Choices<'_>) {
        let way = self.channels.get_mut(id).and_then(|channel| channel.way);
        if way == RAW {
            self.receive_text(id, choices);
        } else {
            self.frame(id, choices.of(&["a[]", "a[]", "m\"\""]), choices);
        }
    }

    fn receive_text(&mut self, id: ChannelId, choices: &mut Choices<'_>) {
        if self.engine.state() == State::Connecting && choices.of(&[true, true, true, false]) {
            let connected = choices.of(&[
                &b"CONNECTED\nversion:1.2\nserver:s\nheart-beat:900,1\n\n\0"[..],
                b"CONNECTED\nversion:1.2\nserver:s\n\n\0",
                b"CONNECTED\nversion:1.1\nheart-beat:0,1100\n\n\0\n",
                b"CONNECTED\n\n\0MESSAGE\nsubscription:sub-0\n\n\0",
                b"CONNECTED\nversion:1.2\nserver:ActiveMQ-Artemis/2\n\n\0",
                b"ERROR\nmessage:Broker not available.\n\n\0",
            ]);
            return self.input(id, Input::Received(connected));
        }
        let confirmed = self.messages.receipt(choices.next().into());
        if let Some(receipt) = confirmed
            && choices.of(&[true, false])
        {
            let receipt = format!("RECEIPT\nreceipt-id:{receipt}\n\n\0");
            return self.input(id, Input::Received(receipt.as_bytes()));
        }
        let head = choices.of(HEADS);
        match choices.next() % 16 {
            0 => {
                let raw: Vec<u8> = (0..choices.next() % 16).map(|_| choices.next()).collect();
                self.input(id, Input::Received(&raw));
            }
            1 => self.input(id, Input::Received(head.as_bytes())),
            2..9 => {
                // What it does not take is given as bytes, or, from a hasty edge, forgotten.
                self.engine
                    .handle_whole(id, head.as_bytes(), head.len() + 3);
            }
            _ => self.input(id, Input::Received(format!("{head}\n\nab\0").as_bytes())),
        }
    }

    /// Says something on a channel that has ended; nothing may come of it.
    pub(super) fn late_input(&mut self, choices: &mut Choices<'_>) {
        let channels = self.channels.all().iter();
        let closed: Vec<_> = channels
            .filter(|one| one.is_closed)
            .map(|one| one.id)
            .collect();
        if closed.is_empty() {
            return;
        }
        let id = choices.of(&closed);
        while let Some(output) = self.engine.poll_output() {
            self.take(output);
        }
        let before = (self.engine.state(), self.engine.poll_timeout());
        let now = self.now();
        let input = match choices.next() % 12 {
            0 => Input::Opened,
            1 => Input::Received(b"ERROR\n\n\0"),
            2 => Input::Buffered(u32::MAX),
            3 => Input::Closed(clean(1000)),
            4 => Input::PreparationFailed,
            5 => Input::Answered(404),
            6 => Input::Ended,
            7 => Input::Posted(500),
            8 => Input::Broken,
            9 => Input::Informed {
                websocket: false,
                base_url: "http://server/moved".to_owned(),
            },
            10 => {
                let first = choices.of(b"ohamc").into();
                let verdict = self
                    .engine
                    .handle_frame(id, first, choices.of(&[1, 9]), now);
                assert_eq!(verdict, Verdict::Ignore, "an ended channel has no frames");
                Input::Ended
            }
            _ => {
                let head = b"MESSAGE\nsubscription:sub-0";
                let taken = self.engine.handle_whole(id, head, 64);
                assert_eq!(taken, None, "an ended channel delivers nothing");
                Input::Ended
            }
        };
        self.engine.handle_input(id, input, now);
        assert_eq!(
            self.engine.poll_output(),
            None,
            "an ended channel changes nothing"
        );
        assert_eq!(before, (self.engine.state(), self.engine.poll_timeout()));
    }

    /// One of the open channels, and something about it.
    fn some_open<T>(
        &mut self,
        choices: &mut Choices<'_>,
        about: impl Fn(&Channel) -> T,
    ) -> Option<(ChannelId, T)> {
        let open: Vec<_> = self.channels.open().map(|one| one.id).collect();
        if open.is_empty() {
            return None;
        }
        let id = choices.of(&open);
        self.channels.get_mut(id).map(|one| (id, about(one)))
    }
}

fn next(channel: &Channel) -> Next {
    match channel.way {
        INFO => Next::Info,
        RAW | FRAMED if !channel.is_answered => Next::Opened,
        _ if channel.posts => Next::Posted,
        _ if !channel.is_answered => Next::Headers,
        _ if !channel.is_open => Next::Open,
        _ => Next::Message,
    }
}

const HEADS: &[&str] = &[
    "MESSAGE\nsubscription:sub-0",
    "MESSAGE\nsubscription:sub-1\nack:a\\c",
    "MESSAGE\nsubscription:mine\ncontent-length:2",
    "MESSAGE\nsubscription:toString",
    "RECEIPT\nreceipt-id:receipt-1",
    "RECEIPT\nreceipt-id:receipt-2",
    "RECEIPT\nreceipt-id:disconnect",
    "MESSAGE\nsubscription:sub-0",
    "MESSAGE\nsubscription:sub-2",
    "MESSAGE\nsubscription:sub-3",
    "RECEIPT\nreceipt-id:receipt-3",
    "RECEIPT\nreceipt-id:receipt-4",
    "ERROR\nreceipt-id:receipt-1",
    "ERROR\nmessage:denied",
    "\n",
    "CONNECTED\nversion:1.2",
    "MESSAGE\nnone",
];
