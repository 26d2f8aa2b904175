//! What a caller can do with a client besides connecting: one method for each STOMP frame.
//!
//! All of them take headers as a list of [`texts`](super::texts), names and values in turn.

use alloc::vec::Vec;

use super::engine::DISCONNECT_RECEIPT;
use super::receipts::receipt_id;
use super::stomp::{Encoder, Head, decimal};
use super::subscriptions::Subscription;
use super::{
    AckMode, ContentLength, Engine, Error, Escaping, Failure, Instant, Outgoing, Promise, State,
    Version,
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

impl<B> Engine<B> {
    /// Writes the head of a SEND, for the edge to append the body and a NUL.
    ///
    /// While the connection lasts, the same arguments give the same head. `receipt` is a number
    /// from [`next_receipt`](Self::next_receipt).
    ///
    /// # Errors
    /// Nothing was sent; see [`Error`].
    pub fn encode_send(
        &mut self,
        destination: &[u8],
        headers: &[u8],
        body: Body,
        receipt: Option<u32>,
    ) -> Result<Vec<u8>, Error> {
        let session = self.connected().ok_or(Error::NotConnected)?;
        if matches!(body, Body::Bytes(_)) && !self.carries_bytes() {
            return Err(Error::BytesUnsupported);
        }
        let mut send = Encoder::new("SEND", session.escaping());
        send.named("destination", destination)?;
        let length = match (body, self.config.content_length) {
            (Body::Bytes(length), _) | (Body::Text { length, .. }, ContentLength::Always) => {
                Some(length)
            }
            (Body::Text { nul: false, .. }, _) => None,
            (Body::Text { length, .. }, ContentLength::Auto) => Some(length),
            (Body::Text { .. }, ContentLength::Never) => return Err(Error::NulInBody),
        };
        if let Some(length) = length {
            let mut digits = Vec::new();
            decimal(length, &mut digits);
            send.own("content-length", &digits);
        }
        if let Some(number) = receipt {
            send.own("receipt", &receipt_id(number));
        }
        send.headers(headers)?;
        let head = send.into_head();
        self.log(
            true,
            head.get(..head.len().saturating_sub(2)).unwrap_or_default(),
        );
        Ok(head)
    }

    /// A number for a receipt.
    pub const fn next_receipt(&mut self) -> u32 {
        self.receipts.number()
    }

    /// Sends a frame that the edge put together from a head of
    /// [`encode_send`](Self::encode_send) and a body.
    ///
    /// # Errors
    /// [`Error::NotConnected`].
    pub fn send(&mut self, frame: B) -> Result<(), Error> {
        if self.state() != State::Connected {
            return Err(Error::NotConnected);
        }
        self.send_on_channel(Outgoing::Payload(frame));
        Ok(())
    }

    /// Keeps `promise` until the receipt `number` comes.
    pub fn expect_receipt(&mut self, number: u32, promise: Promise, now: Instant) {
        let until = now + self.config.receipt_timeout;
        self.receipts.expect(number, promise, until, false);
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
        };
        let slot = self.subscriptions.add(subscription)?;
        if self.connected().is_some() {
            self.send_subscribe(slot, now).inspect_err(|_| {
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
        let frame = self.connected().map(|session| {
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
        self.transmit(self.transaction_frame("BEGIN", number, headers)?);
        self.next_transaction += 1;
        self.transactions.push(number);
        Ok(number)
    }

    /// Sends COMMIT, or ABORT.
    ///
    /// # Errors
    /// Nothing was sent; see [`Error`].
    pub fn end_transaction(
        &mut self,
        number: u32,
        commit: bool,
        headers: &[u8],
    ) -> Result<(), Error> {
        let at = self.transactions.iter().position(|open| *open == number);
        let at = at.ok_or(Error::Ended)?;
        let command = if commit { "COMMIT" } else { "ABORT" };
        self.transmit(self.transaction_frame(command, number, headers)?);
        self.transactions.swap_remove(at);
        Ok(())
    }

    /// Sends every subscription again, in the order they were made.
    pub(super) fn send_subscriptions(&mut self, now: Instant) {
        let slots: Vec<u32> = self
            .subscriptions
            .iter()
            .map(|subscription| subscription.slot)
            .collect();
        for slot in slots {
            if let Err(why) = self.send_subscribe(slot, now) {
                let ended = self.subscriptions.remove(slot);
                if let Some(ready) = ended.and_then(|ended| ended.ready) {
                    self.settle(ready, Err(Failure::Rejected(why)));
                }
                self.refuse(slot, why);
            }
        }
    }

    pub(super) fn send_disconnect(&mut self) {
        let mut disconnect = Encoder::new("DISCONNECT", Escaping::None);
        disconnect.own("receipt", DISCONNECT_RECEIPT);
        self.transmit(disconnect.into_frame());
    }

    fn send_subscribe(&mut self, slot: u32, now: Instant) -> Result<(), Error> {
        let Some(session) = self.connected() else {
            return Ok(());
        };
        let (escaping, confirms) = (session.escaping(), session.confirms());
        let number = self.receipts.number();
        let Some(subscription) = self.subscriptions.get_mut(slot) else {
            return Ok(());
        };
        let confirmed = confirms && subscription.ready.is_some();
        let receipt = confirmed.then(|| receipt_id(number));
        let frame = subscription.frame(escaping, receipt.as_deref())?;
        let ready = subscription.ready.take();
        self.transmit(frame);
        match ready {
            Some(ready) if confirmed => {
                let until = now + self.config.receipt_timeout;
                self.receipts.expect(number, ready, until, true);
            }
            Some(ready) => self.settle(ready, Ok(())),
            None => {}
        }
        Ok(())
    }

    fn transaction_frame(
        &self,
        command: &str,
        number: u32,
        headers: &[u8],
    ) -> Result<Vec<u8>, Error> {
        let session = self.connected().ok_or(Error::NotConnected)?;
        let mut id = b"tx-".to_vec();
        decimal(number, &mut id);
        let mut frame = Encoder::new(command, session.escaping());
        frame.own("transaction", &id);
        frame.headers(headers)?;
        Ok(frame.into_frame())
    }
}
