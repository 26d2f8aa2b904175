//! Where things are (SockJS 0.3.3, Static URLs and Session URLs).

use alloc::string::String;

use super::Transport;
use crate::protocol::octets::find;

/// The letters of a session id: 32, so that five random bits choose one.
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz012345";

/// How many letters an id has: 130 bits, because it is all that ties a request to its session.
const LENGTH: usize = 26;

/// The base URL of a service, or the one URL of a plain WebSocket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Without a slash at the end.
    base: String,
    /// With its question mark.
    query: String,
}

impl Endpoint {
    /// The endpoint at an absolute URL.
    pub fn new(url: &str) -> Self {
        let end = find(url.as_bytes(), b'?');
        // Checked, because a panic would tell the character that it cuts: 2.6 kB of tables.
        let (mut base, query) = end
            .and_then(|end| url.split_at_checked(end))
            .unwrap_or((url, ""));
        if !is_plain(base) {
            while let Some(shorter) = base.strip_suffix("/") {
                base = shorter;
            }
        }
        Self {
            base: base.into(),
            query: query.into(),
        }
    }

    /// Whether this is one WebSocket and no SockJS service.
    pub fn is_plain(&self) -> bool {
        is_plain(&self.base)
    }

    /// Where the service says that its sessions are, if that is another place of the same origin.
    /// The query stays, unless it brings one: it is all that tells the server who asks.
    pub fn moved(&self, base_url: &str) -> Option<Self> {
        let mut moved = Self::new(base_url);
        if moved.query.is_empty() {
            moved.query.clone_from(&self.query);
        }
        let same_origin = origin(&moved.base) == origin(&self.base);
        (same_origin && moved != *self).then_some(moved)
    }

    /// Where the service tells about itself.
    pub fn info(&self) -> String {
        self.at(&["/info"])
    }

    /// The WebSocket without SockJS's framing.
    pub fn raw(&self) -> String {
        if self.is_plain() {
            self.at(&[])
        } else {
            web_socket(&self.at(&["/websocket"]))
        }
    }

    /// The URLs of the `number`th session: the transport's own, and the one to send to over HTTP.
    ///
    /// `random` holds numbers below 32: two for the server part, then those of the sessions.
    pub fn session(&self, transport: Transport, random: &[u8], number: usize) -> (String, String) {
        let mut id = String::from("/");
        let server = random
            .iter()
            .take(2)
            .fold(0, |sum, five| sum * 32 + u32::from(*five))
            % 1_000;
        for digit in [server / 100, server / 10 % 10, server % 10] {
            id.push(char::from(b'0' + digit as u8));
        }
        id.push('/');
        // There are numbers for six; a race that goes on for longer begins over, at another place.
        for five in random.iter().cycle().skip(2 + number * LENGTH).take(LENGTH) {
            let letter = LETTERS.get(usize::from(*five % 32));
            id.push(char::from(*letter.unwrap_or(&b'a')));
        }
        let receive = match transport {
            Transport::XhrStreaming => "/xhr_streaming",
            Transport::XhrPolling => "/xhr",
            Transport::Raw | Transport::WebSocket => {
                return (web_socket(&self.at(&[&id, "/websocket"])), String::new());
            }
        };
        (self.at(&[&id, receive]), self.at(&[&id, "/xhr_send"]))
    }

    fn at(&self, path: &[&str]) -> String {
        let mut url = self.base.clone();
        for part in path {
            url.push_str(part);
        }
        url.push_str(&self.query);
        url
    }
}

fn is_plain(url: &str) -> bool {
    url.starts_with("ws")
}

/// `ws` for `http`, `wss` for `https`.
fn web_socket(url: &str) -> String {
    let mut changed = String::from("ws");
    changed.push_str(url.get(4..).unwrap_or_default());
    changed
}

fn origin(url: &str) -> &str {
    // The third slash ends it: `https://host:1234/`.
    let end = url.bytes().enumerate().filter(|(_, octet)| *octet == b'/');
    let end = end.map(|(at, _)| at).nth(2).unwrap_or(url.len());
    url.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    use alloc::vec::Vec;

    const RANDOM: [u8; 54] = [31; 54];

    #[test]
    fn suffixes_come_before_the_query_and_after_no_second_slash() {
        let endpoint = Endpoint::new("https://host:8443/chat/ws//?token=a?b");
        assert_eq!(endpoint.info(), "https://host:8443/chat/ws/info?token=a?b");
        assert_eq!(
            endpoint.raw(),
            "wss://host:8443/chat/ws/websocket?token=a?b"
        );
        let (receive, send) = endpoint.session(Transport::XhrStreaming, &RANDOM, 0);
        let id = "023/55555555555555555555555555";
        assert_eq!(
            receive,
            format!("https://host:8443/chat/ws/{id}/xhr_streaming?token=a?b")
        );
        assert_eq!(
            send,
            format!("https://host:8443/chat/ws/{id}/xhr_send?token=a?b")
        );
    }

    #[test]
    fn every_session_has_an_id_of_its_own_and_one_server() {
        let random: Vec<u8> = (0..158).map(|at| (at * 7 % 32) as u8).collect();
        let endpoint = Endpoint::new("http://host/ws");
        let mut ids = Vec::new();
        for number in 0..6 {
            let (url, _) = endpoint.session(Transport::WebSocket, &random, number);
            let parts: Vec<&str> = url.split('/').collect();
            let [_, _, "host", "ws", server, id, "websocket"] = *parts else {
                unreachable!("{url}");
            };
            assert_eq!((server, id.len()), ("007", 26));
            assert!(!ids.iter().any(|other| other == id));
            ids.push(String::from(id));
        }
    }

    #[test]
    fn a_plain_websocket_keeps_its_url() {
        let endpoint = Endpoint::new("wss://host/stomp/?a=b");
        assert!(endpoint.is_plain());
        assert_eq!(endpoint.raw(), "wss://host/stomp/?a=b");
    }

    #[test]
    fn moves_within_its_origin_alone() {
        let moves = |from, to| Endpoint::new(from).moved(to).is_some();
        assert!(moves("http://host:80/a", "http://host:80/b/c?d"));
        assert!(moves("http://host", "http://host/a"));
        assert!(!moves("http://host/a", "http://host/a/"));
        for other in [
            "",
            "https://host/a",
            "http://host:81/a",
            "http://hos/a",
            "http://host.evil/",
        ] {
            assert!(!moves("http://host/a", other), "{other}");
        }
    }

    #[test]
    fn takes_its_query_along_unless_it_is_given_another() {
        let endpoint = Endpoint::new("http://host/a?token=1");
        let info = |to| endpoint.moved(to).map(|moved| moved.info());
        assert_eq!(
            info("http://host/b").as_deref(),
            Some("http://host/b/info?token=1")
        );
        assert_eq!(
            info("http://host/b?x=2").as_deref(),
            Some("http://host/b/info?x=2")
        );
    }
}
