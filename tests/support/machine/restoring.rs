//! Subscriptions come back first, in their order.

/// Those of the current connection that are to be sent again.
#[derive(Default)]
pub(super) struct Restoring {
    session: u32,
    unsent: Vec<u32>,
    sent: Vec<u32>,
}

impl Restoring {
    /// A connection is made, and these subscriptions were there before.
    pub(super) fn connected(&mut self, session: u32, subscriptions: &[u32]) {
        if self.session != session {
            *self = Self {
                session,
                unsent: subscriptions.to_vec(),
                sent: Vec::new(),
            };
        }
    }

    /// A frame goes out: a SUBSCRIBE in its turn, or something else after all of them. `id` is that
    /// of a subscription, if it still exists.
    pub(super) fn sent<'a>(
        &mut self,
        session: u32,
        frame: &str,
        id: impl Fn(u32) -> Option<&'a [u8]>,
    ) {
        if session != self.session {
            return;
        }
        if frame.starts_with("SEND\n") {
            let missing: Vec<_> = self
                .unsent
                .iter()
                .filter(|slot| id(**slot).is_some())
                .collect();
            assert!(missing.is_empty(), "{missing:?} are not restored yet");
        }
        let subscribed = frame.starts_with("SUBSCRIBE\n").then_some(frame);
        let Some(frame) = subscribed else {
            return;
        };
        let names = |slot: u32| {
            let id = id(slot).map(String::from_utf8_lossy);
            let line = id.map(|id| format!("\nid:{}\n", id.replace('\n', "\\n")));
            line.is_some_and(|line| frame.contains(&line))
        };
        let Some(at) = self.unsent.iter().position(|slot| names(*slot)) else {
            return;
        };
        self.sent.push(self.unsent.remove(at));
        // Those that the server may have ended a connection for come after the others.
        let descents = self
            .sent
            .windows(2)
            .filter(|pair| pair.first() > pair.last());
        assert!(descents.count() <= 1, "{:?}", self.sent);
    }
}
