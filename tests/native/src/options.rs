//! How a client is made. What is left out is as in the public API of the npm package.

use std::collections::BTreeMap;

use native::Destination;
use serde::Deserialize;
use stompwire::protocol::{Config, Heartbeat, OutboxLimits, Reconnect, texts};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Options {
    /// A `ws:` URL.
    url: String,
    #[serde(default)]
    connect_headers: BTreeMap<String, String>,
    #[serde(default)]
    heartbeat: Beats,
    /// `null`: what is lost is lost.
    #[serde(default = "by_default")]
    reconnect: Option<Again>,
    #[serde(default)]
    outbox: Outbox,
    connect_timeout_ms: Option<u32>,
    receipt_timeout_ms: Option<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Beats {
    outgoing_ms: u32,
    incoming_ms: u32,
    tolerance: u32,
}

/// `maxAttempts` 0: any number.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Again {
    initial_delay_ms: u32,
    max_delay_ms: u32,
    max_attempts: u32,
    initial: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Outbox {
    max_messages: u32,
    max_bytes: u32,
    max_age_ms: u32,
    max_tries: u32,
}

impl Options {
    pub(crate) fn destination(&self) -> Destination {
        let headers = list(&self.connect_headers);
        Destination {
            url: self.url.clone(),
            headers,
        }
    }

    pub(crate) fn config(&self) -> Config {
        let default = Config::default();
        Config {
            heartbeat: Heartbeat {
                outgoing: self.heartbeat.outgoing_ms,
                incoming: self.heartbeat.incoming_ms,
                tolerance: self.heartbeat.tolerance,
            },
            reconnect: self.reconnect.as_ref().map(|again| Reconnect {
                initial_delay: again.initial_delay_ms,
                max_delay: again.max_delay_ms,
                max_attempts: again.max_attempts,
                initial: again.initial,
                ask: false,
            }),
            outbox: OutboxLimits {
                messages: self.outbox.max_messages,
                bytes: self.outbox.max_bytes,
                age: self.outbox.max_age_ms,
                tries: self.outbox.max_tries,
            },
            connect_timeout: self.connect_timeout_ms.unwrap_or(default.connect_timeout),
            receipt_timeout: self.receipt_timeout_ms.unwrap_or(default.receipt_timeout),
            ..default
        }
    }
}

/// Headers as the core takes them.
pub(crate) fn list(headers: &BTreeMap<String, String>) -> Vec<u8> {
    let mut list = Vec::new();
    for text in headers.iter().flat_map(|(name, value)| [name, value]) {
        list.extend_from_slice(text.as_bytes());
        list.push(texts::END);
    }
    list
}

impl Default for Beats {
    fn default() -> Self {
        let Heartbeat {
            outgoing,
            incoming,
            tolerance,
        } = Heartbeat::default();
        Self {
            outgoing_ms: outgoing,
            incoming_ms: incoming,
            tolerance,
        }
    }
}

impl Default for Again {
    fn default() -> Self {
        let Reconnect {
            initial_delay,
            max_delay,
            max_attempts,
            initial,
            ..
        } = Reconnect::default();
        Self {
            initial_delay_ms: initial_delay,
            max_delay_ms: max_delay,
            max_attempts,
            initial,
        }
    }
}

impl Default for Outbox {
    fn default() -> Self {
        let OutboxLimits {
            messages,
            bytes,
            age,
            tries,
        } = OutboxLimits::default();
        Self {
            max_messages: messages,
            max_bytes: bytes,
            max_age_ms: age,
            max_tries: tries,
        }
    }
}

fn by_default() -> Option<Again> {
    Some(Again::default())
}
