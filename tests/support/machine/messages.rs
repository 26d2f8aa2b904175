//! What was given to be sent, and what has become of it.

use stompwire::protocol::{Delivery, Failure, OutboxLimits, Promise};

/// All messages of a sequence. The body of each is its number.
pub(super) struct Messages {
    all: Vec<Message>,
    limits: OutboxLimits,
    /// What the server has said on the current connection.
    heard: Vec<u8>,
    session: u32,
    /// The SENDs of the current connection.
    frames: Vec<String>,
}

struct Message {
    promise: Promise,
    delivery: Delivery,
    /// How often it was sent, and its `receipt` header.
    sent: u32,
    receipt: Option<String>,
}

impl Messages {
    pub(super) const fn new(limits: OutboxLimits) -> Self {
        Self {
            all: Vec::new(),
            limits,
            heard: Vec::new(),
            session: 0,
            frames: Vec::new(),
        }
    }

    /// The body of the next message.
    pub(super) fn next(&self) -> String {
        self.all.len().to_string()
    }

    pub(super) fn given(&mut self, promise: Promise, delivery: Delivery) {
        self.all.push(Message {
            promise,
            delivery,
            sent: 0,
            receipt: None,
        });
    }

    /// A promise of one of those that were given.
    pub(super) fn promise(&self, at: usize) -> Option<Promise> {
        self.all.get(at).map(|message| message.promise)
    }

    /// The `receipt` header of one of those that were sent.
    pub(super) fn receipt(&self, at: usize) -> Option<&str> {
        self.all.get(at)?.receipt.as_deref()
    }

    pub(super) const fn count(&self) -> usize {
        self.all.len()
    }

    /// The server says something on the current connection.
    pub(super) fn hear(&mut self, bytes: &[u8]) {
        self.heard.extend_from_slice(bytes);
    }

    /// A frame goes out: each message once, or again because that was wanted, and all in their order.
    pub(super) fn sent(&mut self, session: u32, frame: &str) {
        if session != self.session {
            *self = Self {
                session,
                heard: Vec::new(),
                frames: Vec::new(),
                all: core::mem::take(&mut self.all),
                limits: self.limits,
            };
        }
        let Some((number, head)) = send(frame) else {
            return;
        };
        let last = self.frames.last().and_then(|frame| send(frame));
        assert!(last.is_none_or(|(last, _)| last < number), "out of order");
        self.frames.push(frame.to_owned());
        let message = self.all.get_mut(number).expect("it was given");
        let repeats = header(head, "redelivery-count").map(|count| count.parse());
        let before = (message.sent > 0).then_some(Ok(message.sent));
        assert_eq!(repeats, before, "a repeated message says so");
        message.sent += 1;
        let most = match message.delivery {
            Delivery::Retry => self.limits.tries,
            Delivery::Plain | Delivery::Receipt => 1,
        };
        assert!(message.sent <= most, "{number} is sent too often");
        let receipt = header(head, "receipt").map(str::to_owned);
        assert_eq!(receipt.is_some(), message.delivery != Delivery::Plain);
        assert!(message.sent == 1 || message.receipt == receipt);
        message.receipt = receipt;
    }

    /// A promise is settled: confirmed is what the server has confirmed, and what was sent is never
    /// said to have been not.
    pub(super) fn settled(&self, promise: Promise, result: Result<(), Failure>) {
        let Some(message) = self.all.iter().find(|one| one.promise == promise) else {
            return;
        };
        match result {
            Ok(()) if message.delivery == Delivery::Plain => assert_eq!(message.sent, 1),
            Ok(()) => assert!(self.is_confirmed(message.receipt.as_deref())),
            Err(Failure::Rejected(_) | Failure::Ended(_)) => assert_eq!(message.sent, 0),
            Err(Failure::Unconfirmed(_) | Failure::ReceiptTimeout | Failure::ServerError) => {
                assert!(message.sent > 0);
            }
        }
    }

    /// The engine tells how much waits.
    pub(super) fn queued(&self, messages: u32, bytes: u32) {
        assert!(messages <= self.limits.messages && bytes <= self.limits.bytes);
    }

    /// The SENDs of this connection.
    pub(super) fn frames(&self, session: u32) -> Vec<&String> {
        let current = session == self.session;
        self.frames.iter().filter(|_| current).collect()
    }

    /// Whether the server has named this receipt, as far as one can tell from its bytes.
    fn is_confirmed(&self, receipt: Option<&str>) -> bool {
        let said = receipt.map(|receipt| format!("receipt-id:{receipt}"));
        let said = said.expect("it was sent");
        let mut windows = self.heard.windows(said.len());
        windows.any(|heard| heard == said.as_bytes())
    }
}

/// The number in the body of a SEND, and its head.
fn send(frame: &str) -> Option<(usize, &str)> {
    let (head, body) = frame.split_once("\n\n")?;
    let head = head.strip_prefix("SEND")?;
    let number = body.trim_end_matches('\0').parse();
    Some((number.expect("it is a number"), head))
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.lines();
    lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
}
