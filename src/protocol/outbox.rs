//! What waits to be sent, and what may have to be sent again.

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::mem;

use super::{Body, Error, Instant, OutboxLimits, Promise, Reason};

/// Messages in the order in which they were given.
#[derive(Debug)]
pub(super) struct Outbox<B> {
    waiting: VecDeque<Entry<B>>,
    /// Sent on this connection, and repeated on the next one unless a RECEIPT comes first.
    unconfirmed: Vec<Entry<B>>,
    /// Of both, in bytes.
    size: u32,
    /// Of those that wait.
    waiting_size: u32,
    /// Whether somebody has to be told how much waits.
    changed: bool,
}

/// One of them.
#[derive(Debug)]
pub(super) struct Entry<B> {
    /// The destination, then the caller's headers: a list of [`texts`](super::texts).
    pub(super) texts: Vec<u8>,
    pub(super) body: Body,
    pub(super) payload: B,
    /// The length of the body.
    pub(super) size: u32,
    pub(super) promise: Promise,
    /// The number of its `receipt` header; 0 for none.
    pub(super) receipt: u32,
    /// Whether it is repeated until it is confirmed.
    pub(super) repeats: bool,
    /// Whether it is part of a transaction, which ends with its connection.
    pub(super) bound: bool,
    /// When it has waited for too long.
    pub(super) until: Instant,
    /// How often it was sent.
    pub(super) tries: u32,
    /// What ended the connection on which it was sent last.
    pub(super) lost: Option<Reason>,
    /// Whether the server has ended a connection on which this was repeated.
    pub(super) blamed: bool,
}

impl<B> Entry<B> {
    fn held(&self) -> u32 {
        self.size.saturating_add(self.texts.len() as u32)
    }
}

impl<B> Outbox<B> {
    pub(super) const fn new() -> Self {
        Self {
            waiting: VecDeque::new(),
            unconfirmed: Vec::new(),
            size: 0,
            waiting_size: 0,
            changed: false,
        }
    }

    /// Whether there is room for one more.
    pub(super) fn check(&self, entry: &Entry<B>, limits: &OutboxLimits) -> Result<(), Error> {
        let messages = self.waiting.len() + self.unconfirmed.len();
        let full = messages >= limits.messages as usize
            || self.size.saturating_add(entry.held()) > limits.bytes;
        if full { Err(Error::OutboxFull) } else { Ok(()) }
    }

    pub(super) fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Puts one behind the others.
    pub(super) fn push(&mut self, entry: Entry<B>) {
        self.count(&entry);
        self.waiting.push_back(entry);
    }

    /// Takes the first.
    pub(super) fn pop(&mut self) -> Option<Entry<B>> {
        let entry = self.waiting.pop_front()?;
        self.uncount(&entry);
        Some(entry)
    }

    /// The first, if it has waited for too long.
    pub(super) fn pop_late(&mut self, now: Instant) -> Option<Entry<B>> {
        let late = self.waiting.front().is_some_and(|first| first.until <= now);
        if late { self.pop() } else { None }
    }

    /// When the first will have waited for too long: it is the oldest.
    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        self.waiting.front().map(|entry| entry.until)
    }

    /// Takes those that wait and are part of a transaction.
    pub(super) fn take_bound(&mut self) -> Vec<Entry<B>> {
        let mut bound = Vec::new();
        for entry in mem::take(&mut self.waiting) {
            if entry.bound {
                self.uncount(&entry);
                bound.push(entry);
            } else {
                self.waiting.push_back(entry);
            }
        }
        bound
    }

    /// Keeps one that was sent, until it is confirmed.
    pub(super) fn keep(&mut self, entry: Entry<B>) {
        self.size += entry.held();
        self.unconfirmed.push(entry);
    }

    /// Forgets one that was sent; `None` where it is none of those that repeat.
    pub(super) fn confirm(&mut self, receipt: u32) -> Option<Entry<B>> {
        let mut sent = self.unconfirmed.iter();
        let at = sent.position(|entry| entry.receipt == receipt)?;
        let entry = self.unconfirmed.remove(at);
        self.size -= entry.held();
        Some(entry)
    }

    /// Takes all that were sent and are not confirmed, oldest first.
    pub(super) fn take_unconfirmed(&mut self) -> Vec<Entry<B>> {
        let unconfirmed = mem::take(&mut self.unconfirmed);
        for entry in &unconfirmed {
            self.size -= entry.held();
        }
        unconfirmed
    }

    /// Puts one before the others.
    pub(super) fn put_back(&mut self, entry: Entry<B>) {
        self.count(&entry);
        self.waiting.push_front(entry);
    }

    /// Forgets the one whose promise this is, while it waits.
    pub(super) fn remove(&mut self, promise: Promise) -> bool {
        let mut waiting = self.waiting.iter();
        let at = waiting.position(|entry| entry.promise == promise);
        let removed = at.and_then(|at| self.waiting.remove(at));
        if let Some(entry) = &removed {
            self.uncount(entry);
        }
        removed.is_some()
    }

    /// How many messages and bytes wait, if that has changed since it was asked.
    pub(super) fn poll_change(&mut self) -> Option<(u32, u32)> {
        mem::take(&mut self.changed).then_some((self.waiting.len() as u32, self.waiting_size))
    }

    fn count(&mut self, entry: &Entry<B>) {
        self.size += entry.held();
        self.waiting_size += entry.held();
        self.changed = true;
    }

    fn uncount(&mut self, entry: &Entry<B>) {
        self.size -= entry.held();
        self.waiting_size -= entry.held();
        self.changed = true;
    }
}
