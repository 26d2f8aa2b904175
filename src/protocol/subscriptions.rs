//! The subscriptions of a client. They outlive connections.

use alloc::vec::Vec;

use super::probation::Record;
use super::stomp::{Encoder, Escaping, decimal};
use super::{Error, Promise};

/// How a subscription is acknowledged (STOMP 1.2, SUBSCRIBE ack Header).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AckMode {
    /// Not at all; the default of STOMP.
    Auto,
    /// ACK covers all earlier messages.
    Client,
    /// ACK covers one message.
    ClientIndividual,
}

/// One subscription, as it is sent on every connection.
#[derive(Debug)]
pub(super) struct Subscription {
    /// The edge's name for it: rising numbers, never used twice.
    pub(super) slot: u32,
    /// The `id` header.
    pub(super) id: Vec<u8>,
    /// The `destination` header.
    pub(super) destination: Vec<u8>,
    /// The `ack` header.
    pub(super) ack: AckMode,
    /// The caller's headers: a list of [`texts`](super::texts), names and values in turn.
    pub(super) headers: Vec<u8>,
    /// Settled once the first SUBSCRIBE is sent, or confirmed.
    pub(super) ready: Option<Promise>,
    /// How it has done so far.
    pub(super) record: Record,
}

impl Subscription {
    /// The SUBSCRIBE frame.
    ///
    /// # Errors
    /// [`Error::InvalidHeader`]; what can be sent depends on the version in force.
    pub(super) fn frame(
        &self,
        escaping: Escaping,
        receipt: Option<&[u8]>,
    ) -> Result<Vec<u8>, Error> {
        let mut subscribe = Encoder::new("SUBSCRIBE", escaping);
        subscribe.named("destination", &self.destination)?;
        subscribe.named("id", &self.id)?;
        match self.ack {
            AckMode::Auto => {}
            AckMode::Client => subscribe.own("ack", b"client"),
            AckMode::ClientIndividual => subscribe.own("ack", b"client-individual"),
        }
        if let Some(receipt) = receipt {
            subscribe.own("receipt", receipt);
        }
        subscribe.headers(&self.headers)?;
        Ok(subscribe.into_frame())
    }
}

/// Who a MESSAGE is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Addressee {
    /// The subscription in this slot.
    Slot(u32),
    /// A subscription that has ended; the server did not know yet.
    Ended,
    /// Nobody we know.
    Unknown,
}

/// All of them, in the order they were made.
#[derive(Debug, Default)]
pub(super) struct Subscriptions {
    live: Vec<Subscription>,
    /// Ids of the caller's choice whose UNSUBSCRIBE may still be under way on this connection.
    ended: Vec<Vec<u8>>,
    next_slot: u32,
}

impl Subscriptions {
    pub(super) fn iter(&self) -> impl Iterator<Item = &Subscription> {
        self.live.iter()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Subscription> {
        self.live.iter_mut()
    }

    /// Whether this one was sent on this connection.
    pub(super) fn is_sent(&self, slot: u32) -> bool {
        let at = self.position(slot).and_then(|at| self.live.get(at));
        at.is_some_and(|one| one.record.sent_at.is_some())
    }

    /// The first that was not sent on this connection, and how much it is doubted.
    pub(super) fn unsent(&self) -> Option<(u32, u8)> {
        let mut unsent = self.live.iter().filter(|one| one.record.sent_at.is_none());
        unsent.next().map(|one| (one.slot, one.record.doubt))
    }

    pub(super) fn get_mut(&mut self, slot: u32) -> Option<&mut Subscription> {
        let at = self.position(slot)?;
        self.live.get_mut(at)
    }

    /// Adds one; without an `id` it gets `sub-` and its slot, and the other way round.
    pub(super) fn add(&mut self, mut subscription: Subscription) -> Result<u32, Error> {
        if subscription.id.is_empty() {
            while self.addressee(&own_id(self.next_slot)) != Addressee::Unknown {
                self.next_slot += 1;
            }
            subscription.id = own_id(self.next_slot);
        } else if matches!(self.addressee(&subscription.id), Addressee::Slot(_)) {
            return Err(Error::DuplicateId);
        }
        self.ended.retain(|id| *id != subscription.id);
        // An edge that numbers its subscriptions itself keeps its numbers. A user's may be any, and
        // the highest would leave none to come.
        let number = own_slot(&subscription.id).filter(|number| *number < 1 << 30);
        self.next_slot = self.next_slot.max(number.unwrap_or(0));
        subscription.slot = self.next_slot;
        self.next_slot += 1;
        self.live.push(subscription);
        Ok(self.next_slot - 1)
    }

    pub(super) fn remove(&mut self, slot: u32) -> Option<Subscription> {
        let at = self.position(slot)?;
        let subscription = self.live.remove(at);
        if own_slot(&subscription.id) != Some(slot) {
            // A thousand is far more than can be under way, and bounds what a page can pile up.
            if self.ended.len() >= 1_000 {
                self.ended.remove(0);
            }
            self.ended.push(subscription.id.clone());
        }
        Some(subscription)
    }

    /// The connection has ended, and nothing is under way any more.
    pub(super) fn forget_ended(&mut self) {
        self.ended.clear();
    }

    /// Whose the `subscription` header of a MESSAGE is.
    pub(super) fn addressee(&self, id: &[u8]) -> Addressee {
        let own = own_slot(id).filter(|slot| *slot < self.next_slot);
        if let Some(slot) = own
            && let Some(found) = self.position(slot).and_then(|at| self.live.get(at))
            && found.id == id
        {
            return Addressee::Slot(slot);
        }
        if let Some(found) = self.live.iter().find(|subscription| subscription.id == id) {
            Addressee::Slot(found.slot)
        } else if own.is_some() || self.ended.iter().any(|ended| ended == id) {
            Addressee::Ended
        } else {
            Addressee::Unknown
        }
    }

    fn position(&self, slot: u32) -> Option<usize> {
        self.live
            .binary_search_by_key(&slot, |subscription| subscription.slot)
            .ok()
    }
}

fn own_id(slot: u32) -> Vec<u8> {
    let mut id = b"sub-".to_vec();
    decimal(slot, &mut id);
    id
}

fn own_slot(id: &[u8]) -> Option<u32> {
    super::stomp::parse_decimal(id.strip_prefix(b"sub-")?)
}
