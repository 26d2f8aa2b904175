//! What the other program is told.

use std::collections::BTreeMap;

use native::Text;
use serde_json::{Value, json};
use stompwire::protocol::{
    Escaping, Failure, Frame, Next, Output, Promise,
    stomp::{Head, unescape},
};

/// What is worth telling of it.
pub(crate) fn of(event: &Output<Text>) -> Option<Value> {
    Some(match event {
        Output::Connected { frame, .. } => {
            json!({ "connected": { "headers": headers(frame, Escaping::V12) } })
        }
        Output::Deliver {
            frame, escaping, ..
        } => json!({ "message": contents(frame, *escaping) }),
        Output::ServerError(frame, escaping) => {
            json!({ "serverError": contents(frame, *escaping) })
        }
        Output::Settle(promise, result) => settled(*promise, *result),
        Output::Refused { subscription, why } => {
            json!({ "refused": { "subscription": subscription, "why": format!("{why:?}") } })
        }
        Output::Disconnected {
            reason,
            next,
            attempt,
            ..
        } => {
            let retry = match next {
                Next::Retry(delay) => Some(delay),
                Next::Stop | Next::Wake => None,
            };
            let reason = format!("{reason:?}");
            json!({ "disconnected": { "reason": reason, "retryMs": retry, "attempt": attempt } })
        }
        Output::Queued { messages, .. } => json!({ "queued": messages }),
        _ => return None,
    })
}

/// A promise that was kept has no failure.
pub(crate) fn settled(promise: Promise, result: Result<(), Failure>) -> Value {
    let failure = result.err().map(|failure| format!("{failure:?}"));
    json!({ "settled": { "promise": promise.0, "failure": failure } })
}

fn contents(frame: &Frame, escaping: Escaping) -> Value {
    let body = String::from_utf8_lossy(&frame.body);
    json!({ "headers": headers(frame, escaping), "body": body })
}

/// Of a name that comes more than once the first counts (STOMP 1.2, Repeated Header Entries).
fn headers(frame: &Frame, escaping: Escaping) -> BTreeMap<String, String> {
    let head = Head::new(&frame.head, escaping);
    let text = |range| String::from_utf8_lossy(&unescape(head.slice(range), escaping)).into_owned();
    let mut headers = BTreeMap::new();
    let mut position = 0;
    while let Some(header) = head.header_at(position) {
        headers
            .entry(text(header.name))
            .or_insert_with(|| text(header.value));
        position = header.next;
    }
    headers
}
