//! What can go wrong: what the caller did ([`Error`]), what ended a connection ([`Reason`]),
//! and what was wrong in the server's bytes ([`ProtocolError`]).

/// The caller is wrong. Returned at once; nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// The operation needs a connection.
    NotConnected,
    /// A header cannot be sent.
    InvalidHeader {
        /// Which of the caller's headers, from 1; 0 for the destination or the id.
        index: u32,
        /// Why.
        fault: HeaderFault,
    },
    /// The body holds a NUL and [`ContentLength::Never`](super::ContentLength::Never) is set.
    NulInBody,
    /// STOMP 1.0 has no NACK.
    NackUnsupported,
    /// A subscription with this id exists.
    DuplicateId,
    /// The message names nothing to acknowledge, or came on an earlier connection.
    StaleMessage,
    /// Bytes, on a transport that carries text alone, or to a server that ignores them.
    BytesUnsupported,
    /// The transaction has been committed or aborted, or its connection has ended.
    Ended,
    /// The short way is closed, because something waits in the outbox, every frame is logged, or the
    /// server has to be told the length: [`enqueue`](super::Engine::enqueue) it.
    Busy,
    /// The outbox has no room for it.
    OutboxFull,
    /// It has waited in the outbox for too long, and was never sent.
    Expired,
    /// It was taken out of the outbox.
    Cleared,
    /// The server has ended the connection whenever this subscription was sent.
    Suspended,
}

/// Why a header cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum HeaderFault {
    /// NUL ends a frame in every version.
    Nul = 1,
    /// A line feed, where the frame or the version has no escape for it.
    LineFeed = 2,
    /// A carriage return, where the frame or the version has no escape for it.
    CarriageReturn = 3,
    /// A colon in a name, where the frame or the version has no escape for it.
    Colon = 4,
    /// An empty name, destination or id.
    Empty = 5,
    /// A name that the client itself sets in this frame.
    Reserved = 6,
}

/// Why a connection, or an attempt at one, ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// `disconnect` was called.
    Requested,
    /// The attempt was called off.
    Aborted,
    /// The edge could not learn the URL or the headers of this attempt.
    PreparationFailed,
    /// The channel closed before it opened.
    ConnectionFailed(CloseEvent),
    /// No transport of the SockJS endpoint has led to a connection.
    AllTransportsFailed,
    /// An HTTP exchange of the session was answered with this status (0: not at all), and whether
    /// it was to send.
    Http(u16, bool),
    /// The server has lost the SockJS session, and opened another.
    SessionLost,
    /// No CONNECTED in time.
    ConnectTimeout,
    /// The server answered CONNECT with ERROR.
    Refused,
    /// It did so because the broker behind it is away, not because of the login.
    Unavailable,
    /// CONNECTED names a version that was not offered.
    UnsupportedVersion,
    /// The channel closed.
    ConnectionLost(CloseEvent),
    /// The server sent ERROR, then the channel closed.
    ServerError(CloseEvent),
    /// Nothing was received for the agreed number of intervals.
    HeartbeatTimeout,
    /// The page is away.
    Suspended,
    /// The server broke the protocol.
    Protocol(ProtocolError),
}

impl Reason {
    /// Whether another attempt would come to the same end.
    pub(super) const fn is_final(self) -> bool {
        matches!(self, Self::Refused | Self::UnsupportedVersion)
    }

    /// Whether the server meant it.
    pub(super) const fn is_word_of_server(self) -> bool {
        matches!(
            self,
            Self::ServerError(_)
                | Self::ConnectionLost(CloseEvent {
                    was_clean: true,
                    ..
                })
        )
    }
}

/// How a channel closed: code and cleanness as in the WebSocket standard. Its text stays with the edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CloseEvent {
    /// The close code; 1006 where there was no close frame.
    pub code: u16,
    /// Whether the closing handshake was completed.
    pub was_clean: bool,
}

/// What a promise is told when it cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The connection ended, or was never made.
    Ended(Reason),
    /// The connection ended before the server confirmed.
    Unconfirmed(Reason),
    /// The RECEIPT did not come in time.
    ReceiptTimeout,
    /// The server answered with an ERROR that names this receipt.
    ServerError,
    /// The operation itself is impossible on this connection.
    Rejected(Error),
}

/// What was wrong in the server's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProtocolError {
    /// What.
    pub problem: Problem,
    /// Where: bytes after the frame's first one.
    pub offset: u32,
    /// The limit that was exceeded; 0 where it was none.
    pub limit: u32,
}

/// The ways to break STOMP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Problem {
    /// A command that servers do not send.
    UnknownCommand = 1,
    /// A header line without a colon.
    HeaderWithoutColon = 2,
    /// A header line that starts with its colon.
    EmptyHeaderName = 3,
    /// A NUL before the blank line.
    NulInHead = 4,
    /// A backslash before something the version does not define ("MUST be treated as a fatal protocol error").
    UndefinedEscape = 5,
    /// A `content-length` that is no decimal number.
    InvalidContentLength = 6,
    /// The byte after a counted body is not NUL.
    MissingNul = 7,
    /// A frame over [`Limits::frame`](super::Limits::frame).
    FrameTooLarge = 8,
    /// A line over [`Limits::header_line`](super::Limits::header_line).
    HeaderLineTooLong = 9,
    /// Header lines over [`Limits::header_block`](super::Limits::header_block).
    HeaderBlockTooLarge = 10,
    /// More lines than [`Limits::headers`](super::Limits::headers).
    TooManyHeaders = 11,
    /// A frame at the wrong time, such as a second CONNECTED.
    UnexpectedFrame = 12,
    /// A `heart-beat` that is not two decimal numbers.
    InvalidHeartBeat = 13,
    /// A SockJS frame that cannot be read.
    BrokenFraming = 14,
    /// A frame in more messages than [`Limits::parts`](super::Limits::parts).
    TooManyParts = 15,
}
