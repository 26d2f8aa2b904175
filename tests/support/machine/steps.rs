//! What can happen to an engine, chosen by the bytes of a script.

use stompwire::protocol::{
    AckMode, Body, CloseEvent, Escaping, Input, Known, Promise, Received, State,
};

use super::super::flat;
use super::{Channel, Waiting, World, channel};

/// The choices that a sequence is made of.
pub(super) struct Choices<'a>(pub(super) &'a [u8]);

impl Choices<'_> {
    fn next(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else {
            return 0;
        };
        self.0 = rest;
        *first
    }

    pub(super) fn of<T: Clone>(&mut self, choices: &[T]) -> T {
        let at = usize::from(self.next()) % choices.len();
        choices.get(at).expect("it is taken modulo").clone()
    }
}

impl World {
    /// One call or input, whatever the choices say.
    pub(super) fn step(&mut self, choices: &mut Choices<'_>) {
        match choices.next() % 64 {
            0..16 => self.progress(choices),
            16..18 => {
                let promise = self.promise(Waiting::Connection);
                self.engine.connect(promise, self.now());
            }
            18 => self.engine.abort(self.now()),
            19 => {
                let promise = self.promise(Waiting::Connection);
                let timeout = choices.of(&[0, 500, u32::MAX]);
                self.engine.disconnect(promise, timeout, self.now());
            }
            20..26 => self.subscribe(choices),
            26..29 => {
                if !self.subscriptions.is_empty() {
                    let at = usize::from(choices.next()) % self.subscriptions.len();
                    let slot = self.subscriptions.swap_remove(at);
                    if self
                        .engine
                        .unsubscribe(slot, &some_headers(choices))
                        .is_err()
                    {
                        self.subscriptions.push(slot);
                    }
                }
            }
            29..37 => self.send(choices),
            37..39 => {
                let begun = self.engine.begin(&some_headers(choices));
                self.transactions.extend(begun);
            }
            39..42 => {
                let number = choices.of(&[0, 1, 7]);
                let (commit, headers) = (choices.of(&[true, false]), some_headers(choices));
                let open = self.transactions.iter().position(|open| *open == number);
                let ended = self.engine.end_transaction(number, commit, &headers);
                if let (Ok(()), at) = (ended, open) {
                    self.transactions.swap_remove(at.expect("it was open"));
                }
            }
            42..44 => {
                let message = Received {
                    session: choices.of(&[self.session(), 0, 1]),
                    head: choices.of(&[&b"MESSAGE\nack:a\nmessage-id:m"[..], b"", b"\n\n:"]),
                    escaping: Escaping::from_number(choices.next().into()),
                };
                let (positive, headers) = (choices.of(&[true, false]), some_headers(choices));
                // Whether it could be sent is for the scenarios; here nothing may break.
                let _ = self.engine.acknowledge(message, positive, &headers);
            }
            44..46 => self.late_input(choices),
            46 => self.closed(),
            47..49 => self.buffered = choices.of(&[0, 100, 101, u32::MAX]),
            49 => {
                self.now += choices.of(&[0, 1, 20, 600, 2_000, 20_000]);
                self.engine.handle_timeout(self.now());
            }
            50..52 => {
                if let Some(due) = self.engine.poll_timeout() {
                    self.now = self.now.max(due.as_millis());
                    self.engine.handle_timeout(self.now());
                }
            }
            _ => self.receive(choices),
        }
    }

    /// What happens next if all goes well.
    fn progress(&mut self, choices: &mut Choices<'_>) {
        match self.channels.get(&self.session()) {
            None if self.engine.state() == State::Inactive => {
                let promise = self.promise(Waiting::Connection);
                self.engine.connect(promise, self.now());
            }
            None => self.prepared(choices),
            Some(Channel::Opening) => {
                self.channels.insert(self.session(), Channel::Open);
                self.input(self.session(), Input::Opened);
            }
            Some(Channel::Open) if self.engine.state() == State::Connecting => {
                let connected = choices.of(&[
                    &b"CONNECTED\nversion:1.2\nserver:s\nheart-beat:900,1\n\n\0"[..],
                    b"CONNECTED\nversion:1.1\nheart-beat:0,1100\n\n\0\n",
                    b"CONNECTED\n\n\0MESSAGE\nsubscription:sub-0\n\n\0",
                ]);
                self.input(self.session(), Input::Received(connected));
            }
            Some(Channel::Open) => self.receive(choices),
            Some(Channel::Closed) => {
                let promise = self.promise(Waiting::Connection);
                self.engine.connect(promise, self.now());
            }
        }
    }

    fn prepared(&mut self, choices: &mut Choices<'_>) {
        let Some(id) = self.preparing.pop() else {
            return;
        };
        let answer = match choices.next() % 32 {
            0 => Input::PreparationFailed,
            1 => Input::Prepared {
                url: String::new(),
                headers: flat(&[("a", "\0")]),
                random: Vec::new(),
                known: (Known::default(), 0),
            },
            _ => Input::Prepared {
                url: "ws://server".to_owned(),
                headers: flat(&[("login", "ada")]),
                random: Vec::new(),
                known: (Known::default(), 0),
            },
        };
        self.engine.handle_input(id, answer, self.now());
    }

    fn subscribe(&mut self, choices: &mut Choices<'_>) {
        let id = choices.of(&["", "", "mine", "sub-1", "sub-4294967295", "a\nb"]);
        let destination = choices.of(&["/a", "/b", "/c", "/d", "/e", "", "\0"]);
        let ack = choices.of(&[AckMode::Auto, AckMode::Client, AckMode::ClientIndividual]);
        let ready = Promise(self.promises.len() as u32);
        let made = self.engine.subscribe(
            id.as_bytes(),
            destination.as_bytes(),
            ack,
            &some_headers(choices),
            ready,
            self.now(),
        );
        if let Ok(slot) = made {
            assert!(!self.subscriptions.contains(&slot), "a slot has one owner");
            self.promises.push(Waiting::Subscription(slot));
            self.subscriptions.push(slot);
        }
    }

    fn send(&mut self, choices: &mut Choices<'_>) {
        let receipt = choices
            .of(&[false, true])
            .then(|| self.engine.next_receipt());
        let body = Body::Text {
            length: 1,
            nul: choices.of(&[false, true]),
        };
        let headers = some_headers(choices);
        let written = self.engine.encode_send(b"/app/a", &headers, body, receipt);
        let sent = written.and_then(|_| self.engine.send("SEND\n\n\0".into()));
        if sent.is_err() {
            return;
        }
        if let Some(number) = receipt {
            let promise = self.promise(Waiting::Connection);
            self.engine.expect_receipt(number, promise, self.now());
        } else {
            self.transmit();
            if self.engine.is_congested() {
                let promise = self.promise(Waiting::Connection);
                self.engine.wait_for_room(promise);
            }
        }
    }

    fn receive(&mut self, choices: &mut Choices<'_>) {
        let session = self.session();
        if self.channels.get(&session) != Some(&Channel::Open) {
            return;
        }
        let head = choices.of(&[
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
        ]);
        match choices.next() % 16 {
            0 => {
                let raw: Vec<u8> = (0..choices.next() % 16).map(|_| choices.next()).collect();
                self.input(session, Input::Received(&raw));
            }
            1 => self.input(session, Input::Received(head.as_bytes())),
            2..9 => {
                let id = channel(session);
                // What it does not take is given as bytes, or, from a hasty edge, forgotten.
                self.engine
                    .handle_whole(id, head.as_bytes(), head.len() + 3);
            }
            _ => self.input(
                session,
                Input::Received(format!("{head}\n\nab\0").as_bytes()),
            ),
        }
    }

    /// Says something on a channel that has ended; nothing may come of it.
    fn late_input(&mut self, choices: &mut Choices<'_>) {
        let ended = self.channels.iter().rev();
        let Some((&session, _)) = ended
            .clone()
            .find(|(_, channel)| **channel == Channel::Closed)
        else {
            return;
        };
        while self
            .engine
            .poll_output()
            .map(|output| self.take(output))
            .is_some()
        {}
        let before = (self.engine.state(), self.engine.poll_timeout());
        match choices.next() % 6 {
            0 => self.input(session, Input::Opened),
            1 => self.input(session, Input::Received(b"ERROR\n\n\0")),
            2 => self.input(session, Input::Buffered(u32::MAX)),
            3 => self.input(session, Input::Closed(CLEAN)),
            4 => self.input(session, Input::PreparationFailed),
            _ => {
                let head = b"MESSAGE\nsubscription:sub-0";
                let taken = self.engine.handle_whole(channel(session), head, 64);
                assert_eq!(taken, None, "an ended channel delivers nothing");
            }
        }
        assert_eq!(
            self.engine.poll_output(),
            None,
            "an ended channel changes nothing"
        );
        assert_eq!(before, (self.engine.state(), self.engine.poll_timeout()));
    }

    fn closed(&mut self) {
        let session = self.session();
        if let Some(channel @ (Channel::Opening | Channel::Open)) = self.channels.get_mut(&session)
        {
            *channel = Channel::Closed;
            self.input(session, Input::Closed(CLEAN));
        }
    }
}

fn some_headers(choices: &mut Choices<'_>) -> Vec<u8> {
    match choices.next() % 16 {
        0 => flat(&[("a", "\0")]),
        1..4 => flat(&[("a:b", "\n")]),
        _ => Vec::new(),
    }
}

const CLEAN: CloseEvent = CloseEvent {
    code: 1000,
    was_clean: true,
};
