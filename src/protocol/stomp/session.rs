//! One STOMP session, from CONNECT to the end of its connection.

use alloc::vec::Vec;

use super::decoder::parse_decimal;
use super::encode::split_header;
use super::heartbeat::{Due, Pulse};
use super::{Decoded, Decoder, Encoder, Escaping, Frame, Head, Summary, Version, decimal};
use crate::protocol::octets::find;
use crate::protocol::{Config, Error, Instant, Limits, Problem, ProtocolError, Reason};

/// What was agreed with the server, and the frame that is coming in.
#[derive(Debug)]
pub struct Session {
    decoder: Decoder,
    limits: Limits,
    agreed: Option<Agreement>,
}

/// What CONNECTED settled.
#[derive(Debug)]
struct Agreement {
    version: Version,
    pulse: Pulse,
    /// Whether the server said `0,0`.
    silent: bool,
    broker: Broker,
}

/// What CONNECTED's `server` header tells about the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Broker {
    /// A broker that names itself: it confirms SUBSCRIBE and takes whole frames of any size.
    Named,
    /// ActiveMQ Artemis: it confirms, closes over long messages, and loses long texts without a
    /// `content-length`.
    Artemis,
    /// ActiveMQ Classic: it confirms, takes whole frames alone, and no bytes.
    Classic,
    /// None, as Spring's simple broker: it confirms nothing and closes over long messages.
    Unnamed,
}

/// What the server sent.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// An EOL.
    Beat,
    /// CONNECTED: the session is established.
    Connected(Frame),
    /// MESSAGE.
    Message(Frame),
    /// RECEIPT.
    Receipt(Frame),
    /// ERROR.
    Error(Frame),
}

impl Session {
    /// A session whose CONNECT is about to be sent.
    pub fn new(limits: Limits) -> Self {
        Self {
            decoder: Decoder::new(limits),
            limits,
            agreed: None,
        }
    }

    /// The CONNECT frame; `headers` are the caller's: a list of texts, names and values in turn.
    ///
    /// # Errors
    /// [`Error::InvalidHeader`]: CONNECT has no escapes (STOMP 1.2, Value Encoding).
    pub fn connect_frame(config: &Config, headers: &[u8]) -> Result<Vec<u8>, Error> {
        let escaping = if config.escape_connect {
            Escaping::V12
        } else {
            Escaping::None
        };
        let mut connect = Encoder::new("CONNECT", escaping);
        let mut versions = Vec::new();
        for version in config.versions.iter() {
            if !versions.is_empty() {
                versions.push(b',');
            }
            versions.extend_from_slice(version.name().as_bytes());
        }
        connect.own("accept-version", &versions);
        let mut beats = Vec::new();
        decimal(config.heartbeat.outgoing, &mut beats);
        beats.push(b',');
        decimal(config.heartbeat.incoming, &mut beats);
        connect.own("heart-beat", &beats);
        if let Some(host) = &config.host
            && !names(headers, b"host")
        {
            connect.own("host", host.as_bytes());
        }
        connect.headers(headers)?;
        Ok(connect.into_frame())
    }

    /// Whether CONNECTED has come.
    pub const fn is_connected(&self) -> bool {
        self.agreed.is_some()
    }

    /// The version in force.
    pub fn version(&self) -> Option<Version> {
        self.agreed.as_ref().map(|agreed| agreed.version)
    }

    /// How headers are escaped from here on. Before CONNECTED, what may come is an ERROR, which
    /// servers write as they write their newest version.
    pub fn escaping(&self) -> Escaping {
        self.version().map_or(Escaping::V12, Version::escaping)
    }

    /// The beats in force, outgoing and incoming; 0 for none.
    pub fn heartbeats(&self) -> (u32, u32) {
        self.agreed
            .as_ref()
            .map_or((0, 0), |agreed| agreed.pulse.intervals())
    }

    /// Whether the server neither beats nor wants beats.
    pub fn is_without_beats(&self) -> bool {
        self.agreed.as_ref().is_some_and(|agreed| agreed.silent)
    }

    /// Sends an EOL now and then, though nothing was agreed.
    pub fn keep_alive(&mut self, interval: u32) {
        if let Some(agreed) = &mut self.agreed {
            agreed.pulse.keep_alive(interval);
        }
    }

    /// Whether this server answers a SUBSCRIBE that asks for a receipt.
    pub fn confirms(&self) -> bool {
        self.broker()
            .is_some_and(|broker| broker != Broker::Unnamed)
    }

    /// Whether this server wants to know the length of every body.
    pub fn counts(&self) -> bool {
        self.broker() == Some(Broker::Artemis)
    }

    /// Whether this server ignores bytes.
    pub fn is_deaf_to_bytes(&self) -> bool {
        self.broker() == Some(Broker::Classic)
    }

    /// The largest piece of a frame that one message may carry, in UTF-16 units of text and in
    /// bytes, if frames have to be cut. Spring closes at 16,640 and 8,192, Artemis at 65,536.
    pub fn split(&self) -> Option<(u32, u32)> {
        matches!(self.broker()?, Broker::Unnamed | Broker::Artemis).then_some((16_000, 8_000))
    }

    fn broker(&self) -> Option<Broker> {
        self.agreed.as_ref().map(|agreed| agreed.broker)
    }

    /// Checks the head of a message that came whole, as [`next`](Self::next) would have.
    ///
    /// `None` where it is anything but a regular MESSAGE at a frame's beginning.
    pub fn whole<'a>(&mut self, head: &'a [u8], size: usize) -> Option<Summary<'a>> {
        let agreed = self.agreed.as_mut()?;
        if !self.decoder.is_idle() || !self.limits.allow(head, size) {
            return None;
        }
        let summary = Head::new(head, agreed.version.escaping())
            .check(self.limits.headers)
            .ok()?;
        agreed.pulse.hear();
        (summary.command == b"MESSAGE").then_some(summary)
    }

    /// For how many milliseconds the server may have been silent; 0 where nobody listens for beats.
    pub fn silence(&self, now: Instant) -> u32 {
        self.agreed
            .as_ref()
            .map_or(0, |agreed| agreed.pulse.silence(now))
    }

    /// A message of the channel begins.
    ///
    /// # Errors
    /// Why the connection has to end.
    pub fn begin_part(&mut self) -> Result<(), Reason> {
        self.decoder.begin_part().map_err(Reason::Protocol)
    }

    /// Takes bytes from the front of `input` up to the end of the next frame or heart-beat.
    ///
    /// `None` means that `input` is used up.
    ///
    /// # Errors
    /// Why the connection has to end.
    pub fn next(
        &mut self,
        input: &mut &[u8],
        config: &Config,
        now: Instant,
    ) -> Result<Option<Step>, Reason> {
        if let (Some(agreed), false) = (&mut self.agreed, input.is_empty()) {
            agreed.pulse.hear();
        }
        let decoded = self
            .decoder
            .decode(input, self.escaping())
            .map_err(Reason::Protocol)?;
        let frame = match decoded {
            None => return Ok(None),
            Some(Decoded::Beat) => return Ok(Some(Step::Beat)),
            Some(Decoded::Frame(frame)) => frame,
        };
        let unexpected = Reason::Protocol(ProtocolError {
            problem: Problem::UnexpectedFrame,
            offset: 0,
            limit: 0,
        });
        let command = Head::new(&frame.head, Escaping::None).command();
        match (command, self.is_connected()) {
            (b"CONNECTED", false) => {
                self.agreed = Some(Agreement::read(&frame, config, now)?);
                Ok(Some(Step::Connected(frame)))
            }
            (b"ERROR", _) => Ok(Some(Step::Error(frame))),
            (b"MESSAGE", true) => Ok(Some(Step::Message(frame))),
            (b"RECEIPT", true) => Ok(Some(Step::Receipt(frame))),
            (b"CONNECTED", true) | (b"MESSAGE" | b"RECEIPT", false) => Err(unexpected),
            _ => Err(Reason::Protocol(ProtocolError {
                problem: Problem::UnknownCommand,
                offset: 0,
                limit: 0,
            })),
        }
    }

    /// When to call [`handle_timeout`](Self::handle_timeout) at the latest.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.agreed.as_ref()?.pulse.poll_timeout()
    }

    /// Whether an EOL is due.
    ///
    /// # Errors
    /// [`Reason::HeartbeatTimeout`].
    pub fn handle_timeout(&mut self, now: Instant) -> Result<bool, Reason> {
        let due = self
            .agreed
            .as_mut()
            .map_or_else(Due::default, |agreed| agreed.pulse.handle_timeout(now));
        if due.dead {
            Err(Reason::HeartbeatTimeout)
        } else {
            Ok(due.beat)
        }
    }
}

impl Agreement {
    fn read(connected: &Frame, config: &Config, now: Instant) -> Result<Self, Reason> {
        // "CONNECTED … frames do not escape": 1.0's blanks are the only difference.
        let head = Head::new(&connected.head, Escaping::V10);
        let version = match head.get(b"version") {
            None => Some(Version::V10),
            Some(name) => Version::from_name(&name),
        };
        let version = version
            .filter(|version| config.versions.contains(*version))
            .ok_or(Reason::UnsupportedVersion)?;
        let theirs = match head.get(b"heart-beat") {
            Some(value) if version > Version::V10 => {
                parse_beats(&value).ok_or(Reason::Protocol(ProtocolError {
                    problem: Problem::InvalidHeartBeat,
                    offset: 0,
                    limit: 0,
                }))?
            }
            _ => (0, 0),
        };
        let broker = match head.get(b"server") {
            None => Broker::Unnamed,
            Some(name) if name.starts_with(b"ActiveMQ-Artemis/") => Broker::Artemis,
            Some(name) if name.starts_with(b"ActiveMQ/") => Broker::Classic,
            Some(_) => Broker::Named,
        };
        Ok(Self {
            version,
            silent: theirs == (0, 0),
            pulse: Pulse::new(config.heartbeat, theirs, now),
            broker,
        })
    }
}

impl Limits {
    fn allow(&self, head: &[u8], size: usize) -> bool {
        // One line cannot be longer than the block, and the fast path takes short blocks only.
        // The EOL of the last line and the blank line are left out of `head`.
        head.len() + 2 <= self.header_block.min(self.header_line) as usize
            && size <= self.frame as usize
    }
}

/// Whether one of these headers has this name.
pub fn names(mut headers: &[u8], wanted: &[u8]) -> bool {
    while let Some((name, _, rest)) = split_header(headers) {
        if name == wanted {
            return true;
        }
        headers = rest;
    }
    false
}

fn parse_beats(value: &[u8]) -> Option<(u32, u32)> {
    let comma = find(value, b',')?;
    let (can, wants) = value.split_at(comma);
    Some((parse_decimal(can)?, parse_decimal(wants.get(1..)?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant::from_millis(0);

    fn first(bytes: &[u8], config: &Config) -> (Session, Result<Option<Step>, Reason>) {
        let mut session = Session::new(config.limits);
        let step = session.next(&mut &bytes[..], config, NOW);
        (session, step)
    }

    #[test]
    fn connect_offers_versions_beats_and_a_host() {
        let config = Config {
            host: Some("/".into()),
            ..Config::default()
        };
        let frame = Session::connect_frame(&config, b"login\xffada\xff");
        let expected =
            b"CONNECT\naccept-version:1.2,1.1,1.0\nheart-beat:10000,10000\nhost:/\nlogin:ada\n\n\0";
        assert_eq!(frame, Ok(expected.to_vec()));
    }

    #[test]
    fn connect_leaves_values_alone_unless_told_to_escape_them() {
        let headers = b"passcode\xffa\\b\xff";
        let ends = |config: &Config, with: &[u8]| {
            Session::connect_frame(config, headers).is_ok_and(|frame| frame.ends_with(with))
        };
        assert!(ends(&Config::default(), b"passcode:a\\b\n\n\0"));
        assert!(ends(
            &Config {
                escape_connect: true,
                ..Config::default()
            },
            b"passcode:a\\\\b\n\n\0"
        ));
    }

    #[test]
    fn connected_without_a_version_means_stomp_1_0_without_beats() {
        let (session, _) = first(b"CONNECTED\nheart-beat:1000,1000\n\n\0", &Config::default());
        assert_eq!(session.version(), Some(Version::V10));
        assert_eq!(session.heartbeats(), (0, 0));
    }

    #[test]
    fn refuses_a_version_that_was_not_offered() {
        let config = Config {
            versions: crate::protocol::Versions::from_bits(0b100),
            ..Config::default()
        };
        for version in ["", "version:1.1\n", "version:2.0\n"] {
            let (_, step) = first(format!("CONNECTED\n{version}\n\0").as_bytes(), &config);
            assert_eq!(step, Err(Reason::UnsupportedVersion));
        }
    }

    #[test]
    fn refuses_frames_at_the_wrong_time() {
        let protocol = |problem| {
            Err(Reason::Protocol(ProtocolError {
                problem,
                offset: 0,
                limit: 0,
            }))
        };
        let config = Config::default();
        assert_eq!(
            first(b"MESSAGE\n\n\0", &config).1,
            protocol(Problem::UnexpectedFrame)
        );
        assert_eq!(
            first(b"toString\n\n\0", &config).1,
            protocol(Problem::UnknownCommand)
        );
        let (mut session, _) = first(b"CONNECTED\nversion:1.2\n\n\0", &config);
        let again = session.next(&mut &b"CONNECTED\nversion:1.2\n\n\0"[..], &config, NOW);
        assert_eq!(again, protocol(Problem::UnexpectedFrame));
    }

    #[test]
    fn cuts_frames_for_servers_that_do_not_name_themselves() {
        let config = Config::default();
        let (spring, _) = first(b"CONNECTED\nversion:1.2\n\n\0", &config);
        assert_eq!(
            (spring.split(), spring.confirms()),
            (Some((16_000, 8_000)), false)
        );
        let (rabbit, _) = first(
            b"CONNECTED\nversion:1.2\nserver:RabbitMQ/3.10.8\n\n\0",
            &config,
        );
        assert_eq!((rabbit.split(), rabbit.confirms()), (None, true));
    }

    #[test]
    fn knows_what_brokers_that_name_themselves_cannot_take() {
        let traits = |server| {
            let connected = format!("CONNECTED\nversion:1.2\nserver:{server}\n\n\0");
            let (session, _) = first(connected.as_bytes(), &Config::default());
            let (split, confirms) = (session.split(), session.confirms());
            (
                split,
                confirms,
                session.counts(),
                session.is_deaf_to_bytes(),
            )
        };
        let pieces = Some((16_000, 8_000));
        assert_eq!(traits("RabbitMQ/4"), (None, true, false, false));
        assert_eq!(
            traits("ActiveMQ-Artemis/2.44.0"),
            (pieces, true, true, false)
        );
        assert_eq!(traits("ActiveMQ/6.1.8"), (None, true, false, true));
    }
}
