//! From the outbox to the server, once or until it is confirmed.

use alloc::vec::Vec;

use super::outbox::Entry;
use super::receipts::{Purpose, receipt_id};
use super::stomp::{Encoder, Escaping, Session, names};
use super::texts::{END, split_first};
use super::{
    Body, ContentLength, Engine, Error, Failure, Instant, LogBody, Logging, Outgoing, Promise,
    Reason, State,
};

/// What is promised of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// That it is handed to the channel.
    Plain,
    /// That the server confirms it, on the connection on which it is sent.
    Receipt,
    /// That the server confirms it: until then it is sent on every connection.
    Retry,
}

impl<B: Clone> Engine<B> {
    /// Sends a message as soon as there is a connection and nothing waits before it. `size` is the
    /// length of its body. The promise will be settled.
    ///
    /// # Errors
    /// Nothing was taken; see [`Error`].
    #[allow(clippy::too_many_arguments, reason = "all that a message is")]
    pub fn enqueue(
        &mut self,
        destination: &[u8],
        headers: &[u8],
        body: Body,
        size: u32,
        payload: B,
        promise: Promise,
        delivery: Delivery,
        now: Instant,
    ) -> Result<(), Error> {
        let mut texts = destination.to_vec();
        texts.push(END);
        texts.extend_from_slice(headers);
        let repeats = delivery == Delivery::Retry;
        let mut entry = Entry {
            texts,
            body,
            payload,
            size,
            promise,
            receipt: 0,
            repeats,
            bound: names(headers, b"transaction"),
            until: now + self.config.outbox.age,
            tries: 0,
            lost: None,
            blamed: false,
        };
        let escaping = self.connected().map(Session::escaping);
        let is_taken = escaping.is_some() || self.state() == State::Connecting;
        if !is_taken || !self.config.stomp {
            return Err(Error::NotConnected);
        }
        if escaping.is_none() && entry.bound {
            return Err(Error::Ended);
        }
        if delivery != Delivery::Plain {
            entry.receipt = self.receipts.number();
        }
        // What cannot be sent, or not again, is refused before it waits, as far as that is known.
        entry.tries = 1;
        self.head(&entry, escaping.unwrap_or(Escaping::V12))?;
        entry.tries = 0;
        let at_once = escaping.is_some() && !self.is_busy();
        if at_once && matches!(body, Body::Bytes(_)) && !self.takes_bytes() {
            return Err(Error::BytesUnsupported);
        }
        if !at_once && self.config.outbox.messages == 0 {
            return Err(Error::NotConnected);
        }
        if repeats || !at_once {
            self.outbox.check(&entry, &self.config.outbox)?;
        }
        if at_once {
            self.send_entry(entry, now);
        } else {
            self.outbox.push(entry);
        }
        Ok(())
    }

    /// Takes a message out of the outbox, without settling its promise.
    pub fn cancel(&mut self, promise: Promise) -> bool {
        self.outbox.remove(promise)
    }

    /// Takes out all that waits, and says how many that were.
    pub fn clear_outbox(&mut self) -> u32 {
        self.reject_outbox(Failure::Rejected(Error::Cleared))
    }

    /// Whether a new message has to wait behind others.
    pub(super) fn is_busy(&self) -> bool {
        self.outbox.is_waiting() || self.is_probing()
    }

    /// Sends what waits, up to what the channel is to hold.
    pub(super) fn flush(&mut self, now: Instant) {
        self.flush_at = None;
        while self.connected().is_some()
            && !self.is_probing()
            && self.congestion.buffered <= self.config.high_water_mark
            && let Some(entry) = self.outbox.pop()
        {
            self.send_entry(entry, now);
        }
    }

    fn send_entry(&mut self, mut entry: Entry<B>, now: Instant) {
        let Some(session) = self.connected() else {
            return self.outbox.put_back(entry);
        };
        let carried = !matches!(entry.body, Body::Bytes(_)) || self.takes_bytes();
        let head = match self.head(&entry, session.escaping()) {
            Ok(head) if carried => head,
            Ok(_) => return self.give_up(&entry, Failure::Rejected(Error::BytesUnsupported)),
            Err(why) => return self.give_up(&entry, Failure::Rejected(why)),
        };
        let body = match self.config.log {
            Logging::Bodies => LogBody::Payload(entry.payload.clone()),
            _ => LogBody::None,
        };
        let end = head.len().saturating_sub(2);
        self.log(true, head.get(..end).unwrap_or_default(), body);
        self.send_on_channel(Outgoing::Queued {
            head,
            body: entry.payload.clone(),
        });
        // Until the channel tells: at least so much more.
        self.congestion.buffered = self.congestion.buffered.saturating_add(entry.size);
        if entry.receipt == 0 {
            return if self.is_congested() {
                self.wait_for_room(entry.promise);
            } else {
                self.settle(entry.promise, Ok(()));
            };
        }
        let until = now + self.config.receipt_timeout;
        let purpose = if entry.repeats {
            Purpose::Repeated
        } else {
            Purpose::Arrival
        };
        self.receipts
            .expect(entry.receipt, entry.promise, until, purpose);
        if entry.repeats {
            entry.tries += 1;
            self.outbox.keep(entry);
        }
    }

    /// The head of a SEND, up to its blank line.
    fn head(&self, entry: &Entry<B>, escaping: Escaping) -> Result<Vec<u8>, Error> {
        let (destination, headers) = split_first(&entry.texts).unwrap_or_default();
        let mut send = Encoder::new("SEND", escaping);
        send.named("destination", destination)?;
        if let Some(length) = self.content_length(entry.body)? {
            send.own_number("content-length", length);
        }
        if entry.receipt > 0 {
            send.own("receipt", &receipt_id(entry.receipt));
        }
        if entry.repeats && entry.tries > 0 {
            send.own_number("redelivery-count", entry.tries);
        }
        send.headers(headers)?;
        Ok(send.into_head())
    }

    /// The `content-length` that a body gets.
    pub(super) fn content_length(&self, body: Body) -> Result<Option<u32>, Error> {
        match (body, self.config.content_length) {
            (Body::Bytes(length), _) | (Body::Text { length, .. }, ContentLength::Always) => {
                Ok(Some(length))
            }
            (Body::Text { length, nul }, ContentLength::Auto)
                if nul || self.connected().is_some_and(Session::counts) =>
            {
                Ok(Some(length))
            }
            (Body::Text { nul: true, .. }, ContentLength::Never) => Err(Error::NulInBody),
            (Body::Text { .. }, _) => Ok(None),
        }
    }

    /// The connection has ended: what is to be repeated waits again, before all that was not sent.
    pub(super) fn put_back(&mut self, reason: Reason) {
        let mut unconfirmed = self.outbox.take_unconfirmed();
        // A server works through what it gets in order, so the oldest is the one it stopped at.
        let mut poison = None;
        if let Some(oldest) = unconfirmed.first_mut()
            && oldest.tries > 1
            && reason.is_word_of_server()
        {
            poison = oldest.blamed.then_some(oldest.receipt);
            oldest.blamed = true;
        }
        for mut entry in unconfirmed.into_iter().rev() {
            entry.lost = Some(reason);
            if entry.tries >= self.config.outbox.tries || poison == Some(entry.receipt) {
                self.give_up(&entry, Failure::Unconfirmed(reason));
            } else {
                self.outbox.put_back(entry);
            }
        }
    }

    /// Gives up what has waited for too long.
    pub(super) fn expire(&mut self, now: Instant) {
        while let Some(late) = self.outbox.pop_late(now) {
            self.give_up(&late, Failure::Rejected(Error::Expired));
        }
    }

    /// Gives up all that waits.
    pub(super) fn reject_outbox(&mut self, failure: Failure) -> u32 {
        let mut count = 0;
        while let Some(entry) = self.outbox.pop() {
            self.give_up(&entry, failure);
            count += 1;
        }
        count
    }

    /// Of what was sent before, nobody knows whether it has arrived.
    fn give_up(&mut self, entry: &Entry<B>, failure: Failure) {
        let failure = entry.lost.map_or(failure, Failure::Unconfirmed);
        self.settle(entry.promise, Err(failure));
    }
}
