//! Many clients in one thread.

use std::{collections::BTreeMap, sync::Arc};

use anyhow::ensure;
use mio::{Events, Poll, Token, Waker};
use stompwire::protocol::{Config, Output};

use crate::{Client, Destination, Text};

/// Clients by numbers of the caller's choice, and what wakes them.
pub struct Network {
    poll: Poll,
    events: Events,
    waker: Arc<Waker>,
    clients: BTreeMap<usize, Client>,
}

impl Network {
    /// A network without clients.
    ///
    /// # Errors
    /// The system has no more of what waiting takes.
    pub fn new() -> anyhow::Result<Self> {
        let poll = Poll::new()?;
        Ok(Self {
            waker: Arc::new(Waker::new(poll.registry(), WAKER)?),
            poll,
            events: Events::with_capacity(1_024),
            clients: BTreeMap::new(),
        })
    }

    /// What another thread can end [`wait`](Self::wait) with.
    pub fn waker(&self) -> Arc<Waker> {
        Arc::clone(&self.waker)
    }

    /// A client that does nothing yet.
    ///
    /// # Errors
    /// The number is taken.
    pub fn add(
        &mut self,
        number: usize,
        destination: Destination,
        config: Config,
    ) -> anyhow::Result<()> {
        ensure!(
            Token(number) != WAKER && !self.clients.contains_key(&number),
            "client {number} exists already"
        );
        let registry = self.poll.registry().try_clone()?;
        let client = Client::new(destination, config, registry, Token(number))?;
        self.clients.insert(number, client);
        Ok(())
    }

    /// One of them.
    pub fn client(&mut self, number: usize) -> Option<&mut Client> {
        self.clients.get_mut(&number)
    }

    /// Lets a client go, and its socket with it, without a word to the server.
    pub fn remove(&mut self, number: usize) {
        self.clients.remove(&number);
    }

    /// Sleeps until there is something to do, and tells those whom it concerns. Then drain
    /// [`poll_event`](Self::poll_event).
    ///
    /// # Errors
    /// The system refuses to wait.
    pub fn wait(&mut self) -> anyhow::Result<()> {
        let patience = self.clients.values().filter_map(Client::patience).min();
        self.poll.poll(&mut self.events, patience)?;
        for event in &self.events {
            if let Some(client) = self.clients.get_mut(&event.token().0) {
                client.handle_ready();
            }
        }
        for client in self.clients.values_mut() {
            if client.patience().is_some_and(|patience| patience.is_zero()) {
                client.handle_timeout();
            }
        }
        Ok(())
    }

    /// What the clients have to tell, one thing after the other, each with the number of its client.
    pub fn poll_event(&mut self) -> Option<(usize, Output<Text>)> {
        let mut clients = self.clients.iter_mut();
        clients.find_map(|(number, client)| Some((*number, client.poll_event()?)))
    }
}

const WAKER: Token = Token(usize::MAX);
