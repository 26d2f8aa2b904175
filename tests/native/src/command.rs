//! What the other program wants.

use std::collections::BTreeMap;

use anyhow::Context;
use native::{Client, Network, Text};
use serde::Deserialize;
use stompwire::protocol::{AckMode, Body, Delivery, Error, Failure, Promise, Signal};

use crate::options::{Options, list};

/// The number of a client, and what it is to do.
#[derive(Deserialize)]
pub(crate) struct Line(pub(crate) usize, pub(crate) Command);

/// A promise is a number of the other program's choice.
#[derive(Deserialize)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub(crate) enum Command {
    Create(Options),
    Connect {
        promise: u32,
    },
    Subscribe {
        promise: u32,
        destination: String,
        #[serde(default)]
        id: String,
        #[serde(default)]
        headers: BTreeMap<String, String>,
    },
    /// Many messages: their promises follow each other, and a body that is not given is the number
    /// of the message's promise.
    Send {
        promise: u32,
        #[serde(default = "one")]
        count: u32,
        destination: String,
        body: Option<String>,
        #[serde(default)]
        headers: BTreeMap<String, String>,
        #[serde(default)]
        delivery: Promised,
    },
    Signal(Happening),
    Disconnect {
        promise: u32,
        #[serde(default = "a_second")]
        timeout_ms: u32,
    },
    Drop {},
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Promised {
    #[default]
    Plain,
    Receipt,
    Retry,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Happening {
    Online,
    Offline,
    Wake,
    Suspend,
}

/// A promise that the engine did not take.
pub(crate) struct Refused(pub(crate) Promise, pub(crate) Failure);

impl Command {
    /// Does it.
    ///
    /// # Errors
    /// The other program is wrong about which clients there are.
    pub(crate) fn carry_out(
        self,
        number: usize,
        network: &mut Network,
    ) -> anyhow::Result<Vec<Refused>> {
        match self {
            Self::Create(options) => {
                network.add(number, options.destination(), options.config())?
            }
            Self::Drop {} => network.remove(number),
            wish => {
                let client = network.client(number);
                return Ok(wish.tell(client.with_context(|| format!("no client {number}"))?));
            }
        }
        Ok(Vec::new())
    }

    fn tell(self, client: &mut Client) -> Vec<Refused> {
        match self {
            Self::Connect { promise } => {
                client.tell(|engine, now| engine.connect(Promise(promise), now));
            }
            Self::Subscribe {
                promise,
                destination,
                id,
                headers,
            } => {
                let promise = Promise(promise);
                let (id, destination) = (id.as_bytes(), destination.as_bytes());
                let headers = list(&headers);
                let subscribed = client.tell(|engine, now| {
                    engine.subscribe(id, destination, AckMode::Auto, &headers, promise, now)
                });
                return refused(promise, subscribed).into_iter().collect();
            }
            Self::Send {
                promise,
                count,
                destination,
                body,
                headers,
                delivery,
            } => {
                let headers = list(&headers);
                let send = |number: u32| {
                    let body = body.clone().unwrap_or_else(|| number.to_string());
                    send(
                        client,
                        &destination,
                        &headers,
                        body,
                        Promise(number),
                        delivery.into(),
                    )
                };
                return (promise..promise + count).filter_map(send).collect();
            }
            Self::Signal(signal) => {
                client.tell(|engine, now| engine.handle_signal(signal.into(), now));
            }
            Self::Disconnect {
                promise,
                timeout_ms,
            } => {
                client.tell(|engine, now| engine.disconnect(Promise(promise), timeout_ms, now));
            }
            Self::Create(_) | Self::Drop {} => {}
        }
        Vec::new()
    }
}

fn send(
    client: &mut Client,
    destination: &str,
    headers: &[u8],
    body: String,
    promise: Promise,
    delivery: Delivery,
) -> Option<Refused> {
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
    let measured = Body::Text {
        length,
        nul: body.contains('\0'),
    };
    let payload = Text::from(body);
    let destination = destination.as_bytes();
    let taken = client.tell(|engine, now| {
        engine.enqueue(
            destination,
            headers,
            measured,
            length,
            payload,
            promise,
            delivery,
            now,
        )
    });
    refused(promise, taken)
}

fn refused<T>(promise: Promise, result: Result<T, Error>) -> Option<Refused> {
    let error = result.err()?;
    Some(Refused(promise, Failure::Rejected(error)))
}

impl From<Promised> for Delivery {
    fn from(promised: Promised) -> Self {
        match promised {
            Promised::Plain => Self::Plain,
            Promised::Receipt => Self::Receipt,
            Promised::Retry => Self::Retry,
        }
    }
}

impl From<Happening> for Signal {
    fn from(happening: Happening) -> Self {
        match happening {
            Happening::Online => Self::Online,
            Happening::Offline => Self::Offline,
            Happening::Wake => Self::Wake,
            Happening::Suspend => Self::Suspend,
        }
    }
}

const fn one() -> u32 {
    1
}

const fn a_second() -> u32 {
    1_000
}
