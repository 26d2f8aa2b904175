//! A delivered message as the user reads it, whichever path it came on.

use stompwire::protocol::stomp::{Head, unescape};
use stompwire::protocol::{Escaping, Output};

use super::Text;

/// What the user gets of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    pub session: u32,
    pub subscription: Option<u32>,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Delivered {
    /// Reads a message as late as the test likes: nothing but the output is looked at.
    pub fn read(output: &Output<Text>) -> Option<Self> {
        let Output::Deliver {
            session,
            subscription,
            frame,
            escaping,
        } = output
        else {
            return None;
        };
        Some(Self {
            session: *session,
            subscription: *subscription,
            headers: headers(&frame.head, *escaping),
            body: String::from_utf8_lossy(&frame.body).into_owned(),
        })
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find_map(|(header, value)| (header == name).then_some(&**value))
    }
}

/// All headers of a head, unescaped; of repeated ones the first.
pub fn headers(head: &[u8], escaping: Escaping) -> Vec<(String, String)> {
    let head = Head::new(head, escaping);
    let text = |range| String::from_utf8_lossy(&unescape(head.slice(range), escaping)).into_owned();
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut position = 0;
    while let Some(header) = head.header_at(position) {
        let name = text(header.name);
        if !headers.iter().any(|(known, _)| *known == name) {
            headers.push((name, text(header.value)));
        }
        position = header.next;
    }
    headers
}
