//! What can happen to an engine, chosen by the bytes of a script.

use stompwire::protocol::{AckMode, Body, Escaping, Input, Promise, Received, State};

use super::super::flat;
use super::{Waiting, World};

/// The choices that a sequence is made of.
pub(super) struct Choices<'a>(pub(super) &'a [u8]);

impl Choices<'_> {
    pub(super) fn next(&mut self) -> u8 {
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
            0..20 => self.progress(choices),
            20..22 => {
                let promise = self.promise(Waiting::Connection);
                self.engine.connect(promise, self.now());
            }
            22 => self.engine.abort(self.now()),
            23 => {
                let promise = self.promise(Waiting::Connection);
                let timeout = choices.of(&[0, 500, u32::MAX]);
                self.engine.disconnect(promise, timeout, self.now());
            }
            24..28 => self.subscribe(choices),
            28..30 => {
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
            30..38 => self.send(choices),
            38..40 => {
                let begun = self.engine.begin(&some_headers(choices));
                self.transactions.extend(begun);
            }
            40..42 => {
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
            46..54 => self.happen(choices),
            54 => self.buffered = choices.of(&[0, 100, 101, u32::MAX]),
            55 => {
                self.now += choices.of(&[0, 1, 20, 600, 2_000, 20_000]);
                self.engine.handle_timeout(self.now());
            }
            56..58 => {
                if let Some(due) = self.engine.poll_timeout() {
                    self.now = self.now.max(due.as_millis());
                    self.engine.handle_timeout(self.now());
                }
            }
            _ => self.message(choices),
        }
    }

    /// What happens next if all goes well.
    fn progress(&mut self, choices: &mut Choices<'_>) {
        if !self.preparing.is_empty() {
            self.prepared(choices);
        } else if self.engine.state() == State::Inactive {
            let promise = self.promise(Waiting::Connection);
            self.engine.connect(promise, self.now());
        } else {
            self.go_on(choices);
        }
    }

    fn prepared(&mut self, choices: &mut Choices<'_>) {
        let Some(id) = self.preparing.pop() else {
            return;
        };
        let answer = match choices.next() % 32 {
            0 => Input::PreparationFailed,
            fault => Input::Prepared {
                url: self.url.to_owned(),
                headers: flat(&[("a", if fault == 1 { "\0" } else { "b" })]),
                random: (0..158).map(|at| (at * 7 % 32) as u8).collect(),
                known: (self.known, choices.of(&[0, 599_999, 600_000])),
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
        let frame = format!("SEND\n\n{}\0", self.handed.len());
        let sent = if self.stomp {
            let written = self.engine.encode_send(b"/app/a", &headers, body, receipt);
            written.and_then(|_| self.engine.send(frame.as_str().into()))
        } else {
            self.engine.send(frame.as_str().into())
        };
        if sent.is_err() {
            return;
        }
        self.handed.push(frame);
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
}

fn some_headers(choices: &mut Choices<'_>) -> Vec<u8> {
    match choices.next() % 16 {
        0 => flat(&[("a", "\0")]),
        1..4 => flat(&[("a:b", "\n")]),
        _ => Vec::new(),
    }
}
