//! What can happen to an engine, chosen by the bytes of a script.

use stompwire::protocol::{
    AckMode, Body, Delivery, Error, Escaping, Input, Promise, Received, Signal, State,
};

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
        match choices.next() % 80 {
            0..18 | 45 | 62 | 63 => self.progress(choices),
            18 | 19 => self.lose(choices),
            20..22 => {
                self.away = false;
                let promise = self.promise(Waiting::Client);
                self.engine.connect(promise, self.now());
            }
            22 => self.engine.abort(self.now()),
            23 => {
                let promise = self.promise(Waiting::Client);
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
                let promise = Promise(self.promises.len() as u32);
                let ended =
                    self.engine
                        .end_transaction(number, commit, &headers, promise, self.now());
                if ended == Ok(true) {
                    self.promise(Waiting::Client);
                }
                if let (Ok(_), at) = (ended, open) {
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
            44 => self.late_input(choices),
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
            58..62 => self.message(choices),
            64..68 => self.signal(choices.of(&[
                Signal::Online,
                Signal::Offline,
                Signal::Wake,
                Signal::Suspend,
            ])),
            68 => {
                // The computer sleeps, or its clock is set.
                self.now += choices.of(&[29_999, 30_000, 3_600_000]);
                self.signal(Signal::Wake);
            }
            69..76 => self.enqueue(choices),
            76 => {
                let at = usize::from(choices.next()) % self.messages.count().max(1);
                if let Some(promise) = self.messages.promise(at)
                    && self.engine.cancel(promise)
                {
                    self.take_back(promise);
                }
            }
            77 => {
                self.engine.clear_outbox();
            }
            78 => self.decide(choices),
            _ => self.lose(choices),
        }
    }

    /// Something happens around the page.
    fn signal(&mut self, signal: Signal) {
        match signal {
            Signal::Suspend => self.away = self.reconnects,
            Signal::Online | Signal::Wake => self.away = false,
            Signal::Offline => {}
        }
        self.engine.handle_signal(signal, self.now());
    }

    fn decide(&mut self, choices: &mut Choices<'_>) {
        if let Some(id) = self.considering.pop() {
            let again = choices.of(&[true, true, true, false]);
            let decided = Input::Decided(again);
            self.engine.handle_input(id, decided, self.now());
        }
    }

    /// What happens next if all goes well.
    fn progress(&mut self, choices: &mut Choices<'_>) {
        if !self.preparing.is_empty() {
            self.prepared(choices);
        } else if !self.considering.is_empty() {
            self.decide(choices);
        } else if self.engine.state() == State::Inactive {
            self.away = false;
            let promise = self.promise(Waiting::Client);
            self.engine.connect(promise, self.now());
        } else if self.channels.open().count() > 0 {
            self.go_on(choices);
        } else if let Some(due) = self.engine.poll_timeout() {
            self.now = self.now.max(due.as_millis());
            self.engine.handle_timeout(self.now());
        } else {
            self.signal(Signal::Wake);
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

    /// A message goes the short way, or does not go.
    fn send(&mut self, choices: &mut Choices<'_>) {
        let number = self.messages.next();
        let body = body(&number, choices);
        let written = self
            .engine
            .encode_send(b"/app/a", &some_headers(choices), body);
        let head = match written {
            Ok(head) => String::from_utf8(head).expect("it is made of texts"),
            Err(_) if !self.stomp => "SEND\n\n".to_owned(),
            Err(_) => return,
        };
        let frame = format!("{head}{number}\0");
        if self.engine.send(frame.as_str().into()).is_err() {
            return;
        }
        // It needs no promise unless it has to wait for room.
        self.messages.given(Promise(u32::MAX), Delivery::Plain);
        self.transmit();
        if self.engine.is_congested() {
            let promise = self.promise(Waiting::Client);
            self.engine.wait_for_room(promise);
        }
    }

    /// A message that may have to wait, or to be sent again.
    fn enqueue(&mut self, choices: &mut Choices<'_>) {
        let number = self.messages.next();
        let delivery = choices.of(&[
            Delivery::Plain,
            Delivery::Receipt,
            Delivery::Retry,
            Delivery::Retry,
        ]);
        let mut headers = some_headers(choices);
        if delivery != Delivery::Retry && choices.next().is_multiple_of(8) {
            headers = flat(&[("transaction", "tx-0")]);
        }
        let promise = Promise(self.promises.len() as u32);
        let taken = self.engine.enqueue(
            b"/app/a",
            &headers,
            body(&number, choices),
            choices.of(&[0, 1, 1, 1, 40, 40, 40, 101]),
            number.as_str().into(),
            promise,
            delivery,
            self.now(),
        );
        match taken {
            Ok(()) => {
                self.promise(Waiting::Client);
                self.messages.given(promise, delivery);
            }
            Err(Error::Busy) => unreachable!("it may wait"),
            Err(_) => {}
        }
    }
}

fn body(text: &str, choices: &mut Choices<'_>) -> Body {
    Body::Text {
        length: text.len() as u32,
        nul: choices.of(&[false, true]),
    }
}

fn some_headers(choices: &mut Choices<'_>) -> Vec<u8> {
    match choices.next() % 16 {
        0 => flat(&[("a", "\0")]),
        1..4 => flat(&[("a:b", "\n")]),
        _ => Vec::new(),
    }
}
