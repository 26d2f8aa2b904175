//! What a caller can do with a client besides connecting: one method for each STOMP frame.
//!
//! All of them take headers as a list of [`texts`](super::texts), names and values in turn.

use alloc::vec::Vec;

use super::engine::DISCONNECT_RECEIPT;
use super::probation::Record;
use super::receipts::{Purpose, receipt_id};
use super::stomp::{Encoder, Head, Session, decimal};
use super::subscriptions::Subscription;
use super::{
    AckMode, Engine, Error, Escaping, Failure, Instant, Logging, Outgoing, Promise, State, Version,
};

/// The body of a SEND, as far as its head has to know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// Text.
    Text {
        /// Its length in UTF-8; read only where a `content-length` is written.
        length: u32,
        /// Whether it holds a NUL.
        nul: bool,
    },
    /// This many bytes.
    Bytes(u32),
}

/// A message to acknowledge.
#[derive(Clone, Copy, Debug)]
pub struct Received<'a> {
    /// The session it came in.
    pub session: u32,
    /// Its head.
    pub head: &'a [u8],
    /// How that is escaped.
    pub escaping: Escaping,
}

impl<B: Clone> Engine<B> {
    /// Writes the head of a SEND, for the edge to append the body and a NUL.
    ///
    /// While the connection lasts, the same arguments give the same head.
    ///
    /// # Errors
    /// Nothing was sent; see [`Error`]. [`Error::Busy`] where this server wants more than that.
    pub fn encode_send(
        &mut self,
        destination: &[u8],
        headers: &[u8],
        body: Body,
    ) -> Result<Vec<u8>, Error> {
        let session = self.connected().ok_or(Error::NotConnected)?;
        if matches!(body, Body::Bytes(_)) && !self.takes_bytes() {
            return Err(Error::BytesUnsupported);
        }
        if session.counts() {
            return Err(Error::Busy);
        }
        let mut send = Encoder::new("SEND", session.escaping());
        send.named("destination", destination)?;
        if let Some(length) = self.content_length(body)? {
            send.own_number("content-length", length);
        }
        send.headers(headers)?;
        Ok(send.into_head())
    }

    /// Sends a frame that the edge put together from a head of
    /// [`encode_send`](Self::encode_send) and a body: the short way, for a message of which nothing is
    /// to be kept. [`enqueue`](Self::enqueue) is the other.
    ///
    /// # Errors
    /// [`Error::NotConnected`], [`Error::Busy`].
    pub fn send(&mut self, frame: B) -> Result<(), Error> {
        if self.state() != State::Connected {
            return Err(Error::NotConnected);
        }
        if self.is_busy() || self.config.log != Logging::Off {
            return Err(Error::Busy);
        }
        self.send_on_channel(Outgoing::Payload(frame));
        Ok(())
    }

    /// Subscribes, on this connection and on all that follow. An empty `id` means one of ours.
    ///
    /// # Errors
    /// The subscription was not made; see [`Error`].
    pub fn subscribe(
        &mut self,
        id: &[u8],
        destination: &[u8],
        ack: AckMode,
        headers: &[u8],
        ready: Promise,
        now: Instant,
    ) -> Result<u32, Error> {
        let subscription = Subscription {
            slot: 0,
            id: id.to_vec(),
            destination: destination.to_vec(),
            ack,
            headers: headers.to_vec(),
            ready: Some(ready),
            record: Record::default(),
        };
        let slot = self.subscriptions.add(subscription)?;
        // While others are tried one by one, it is one of them.
        if self.connected().is_some() && !self.is_probing() {
            self.send_subscribe(slot, false, now).inspect_err(|_| {
                self.subscriptions.remove(slot);
            })?;
        }
        Ok(slot)
    }

    /// The `id` header of a subscription.
    pub fn subscription_id(&self, slot: u32) -> Option<&[u8]> {
        self.subscriptions
            .iter()
            .find(|sub| sub.slot == slot)
            .map(|sub| &*sub.id)
    }

    /// Ends a subscription; what still arrives for it is dropped.
    ///
    /// # Errors
    /// [`Error::InvalidHeader`]: it goes on. [`Error::Ended`]: it has ended before.
    pub fn unsubscribe(&mut self, slot: u32, headers: &[u8]) -> Result<(), Error> {
        // Of one that waits for its turn the server knows nothing.
        let connected = self.connected();
        let told = connected.filter(|_| self.subscriptions.is_sent(slot));
        let frame = told.map(|session| {
            let mut unsubscribe = Encoder::new("UNSUBSCRIBE", session.escaping());
            unsubscribe.named("id", self.subscription_id(slot).ok_or(Error::Ended)?)?;
            unsubscribe.headers(headers)?;
            Ok(unsubscribe.into_frame())
        });
        let frame = frame.transpose()?;
        let ended = self.subscriptions.remove(slot).ok_or(Error::Ended)?;
        if let Some(ready) = ended.ready {
            self.settle(ready, Err(Failure::Rejected(Error::Ended)));
        }
        if let Some(frame) = frame {
            self.transmit(frame);
        }
        Ok(())
    }

    /// Sends ACK, or NACK, for a message.
    ///
    /// # Errors
    /// Nothing was sent; see [`Error`].
    pub fn acknowledge(
        &mut self,
        message: Received<'_>,
        positive: bool,
        headers: &[u8],
    ) -> Result<(), Error> {
        let session = self.connected().ok_or(Error::NotConnected)?;
        if message.session != self.channel().session {
            return Err(Error::StaleMessage);
        }
        let version = session.version().unwrap_or(Version::V10);
        let mut frame = match (positive, version) {
            (true, _) => Encoder::new("ACK", session.escaping()),
            (false, Version::V10) => return Err(Error::NackUnsupported),
            (false, _) => Encoder::new("NACK", session.escaping()),
        };
        let head = Head::new(message.head, message.escaping);
        let stale = |_| Error::StaleMessage;
        if version == Version::V12 {
            let id = head.get(b"ack").ok_or(Error::StaleMessage)?;
            frame.named("id", &id).map_err(stale)?;
        } else {
            let id = head.get(b"message-id").ok_or(Error::StaleMessage)?;
            frame.named("message-id", &id).map_err(stale)?;
            if let Some(subscription) = head.get(b"subscription") {
                frame.named("subscription", &subscription).map_err(stale)?;
            }
        }
        frame.headers(headers)?;
        self.transmit(frame.into_frame());
        Ok(())
    }

    /// Sends BEGIN and gives the number of the new transaction.
    ///
    /// # Errors
    /// Nothing was sent; see [`Error`].
    pub fn begin(&mut self, headers: &[u8]) -> Result<u32, Error> {
        let number = self.next_transaction;
        self.transmit(self.transaction_frame("BEGIN", number, 0, headers)?);
        self.next_transaction += 1;
        self.transactions.push(number);
        Ok(number)
    }

    /// Sends COMMIT, or ABORT, and says whether the promise will be settled, by the receipt of a COMMIT.
    ///
    /// # Errors
    /// Nothing was sent; see [`Error`].
    pub fn end_transaction(
        &mut self,
        number: u32,
        commit: bool,
        headers: &[u8],
        promise: Promise,
        now: Instant,
    ) -> Result<bool, Error> {
        let at = self.transactions.iter().position(|open| *open == number);
        let at = at.ok_or(Error::Ended)?;
        let command = if commit { "COMMIT" } else { "ABORT" };
        let confirms = commit && self.connected().is_some_and(Session::confirms);
        let receipt = if confirms { self.receipts.number() } else { 0 };
        self.transmit(self.transaction_frame(command, number, receipt, headers)?);
        self.transactions.swap_remove(at);
        if confirms {
            let until = now + self.config.receipt_timeout;
            self.receipts
                .expect(receipt, promise, until, Purpose::Arrival);
        }
        Ok(confirms)
    }

    pub(super) fn send_disconnect(&mut self, receipt: bool) {
        let mut disconnect = Encoder::new("DISCONNECT", Escaping::None);
        if receipt {
            disconnect.own("receipt", DISCONNECT_RECEIPT);
        }
        self.transmit(disconnect.into_frame());
    }

    /// Sends a SUBSCRIBE, and gives the number of its receipt; 0 where there will be none. `ask` is
    /// for one though nobody waits for it.
    pub(super) fn send_subscribe(
        &mut self,
        slot: u32,
        ask: bool,
        now: Instant,
    ) -> Result<u32, Error> {
        let Some(session) = self.connected() else {
            return Ok(0);
        };
        let (escaping, confirms) = (session.escaping(), session.confirms());
        let number = self.receipts.number();
        let Some(subscription) = self.subscriptions.get_mut(slot) else {
            return Ok(0);
        };
        let confirmed = confirms && (ask || subscription.ready.is_some());
        let receipt = confirmed.then(|| receipt_id(number));
        let frame = subscription.frame(escaping, receipt.as_deref())?;
        let ready = subscription.ready.take();
        subscription.record.sent_at = Some(now);
        self.transmit(frame);
        match ready {
            Some(ready) if confirmed => {
                let until = now + self.config.receipt_timeout;
                let purpose = Purpose::Ready(slot);
                self.receipts.expect(number, ready, until, purpose);
            }
            Some(ready) => self.settle(ready, Ok(())),
            None => {}
        }
        Ok(if confirmed { number } else { 0 })
    }

    fn transaction_frame(
        &self,
        command: &str,
        number: u32,
        receipt: u32,
        headers: &[u8],
    ) -> Result<Vec<u8>, Error> {
        let session = self.connected().ok_or(Error::NotConnected)?;
        let mut id = b"tx-".to_vec();
        decimal(number, &mut id);
        let mut frame = Encoder::new(command, session.escaping());
        frame.own("transaction", &id);
        if receipt > 0 {
            frame.own("receipt", &receipt_id(receipt));
        }
        frame.headers(headers)?;
        Ok(frame.into_frame())
    }
}
