//! The channels of an edge, which insists that the engine asks for nothing impossible.

use stompwire::protocol::{ChannelId, Input, Output, Request, Transport};

use super::{Text, frame_text};

/// What a channel is for: a transport, or `/info`.
pub type Way = Option<Transport>;

pub const INFO: Way = None;
pub const RAW: Way = Some(Transport::Raw);
pub const FRAMED: Way = Some(Transport::WebSocket);
pub const STREAMING: Way = Some(Transport::XhrStreaming);
pub const POLLING: Way = Some(Transport::XhrPolling);

/// All channels that an edge was ever asked to open.
#[derive(Default)]
pub struct Channels(Vec<Channel>);

/// One channel, and what has become of it.
pub struct Channel {
    pub id: ChannelId,
    pub way: Way,
    pub request: Request,
    pub is_closed: bool,
    /// Whether frames may be sent: a WebSocket is open, or the SockJS session is.
    pub is_open: bool,
    /// Whether the other side has answered: with 101, or with the status of the current exchange.
    pub is_answered: bool,
    /// Whether an exchange to receive is under way.
    pub receives: bool,
    /// Whether a POST to send is under way.
    pub posts: bool,
    /// What waits for the next POST.
    pub queue: Vec<String>,
    /// What went out, by message or by POST.
    pub sent: Vec<Vec<String>>,
}

impl Channels {
    /// Does what the engine asks for. Gives the channel of which it then wants to know how much
    /// waits, and how many messages that is.
    ///
    /// # Panics
    /// If no browser can do it.
    pub fn carry_out(&mut self, output: &Output<Text>) -> Option<(ChannelId, u32)> {
        match output {
            Output::Open { id, request } => {
                assert!(self.0.iter().all(|other| other.id != *id), "opened twice");
                self.0.push(Channel::new(*id, request.clone()));
            }
            Output::Close(id) => self.open_one(*id).is_closed = true,
            Output::Receive(id) => {
                let channel = self.open_one(*id);
                assert!(channel.is_http(), "{output:?}");
                assert!(!channel.receives, "one exchange at a time");
                (channel.receives, channel.is_answered) = (true, false);
            }
            Output::Post(id) => {
                let channel = self.open_one(*id);
                assert!(channel.is_http(), "{output:?}");
                assert!(channel.is_open, "nothing is sent before `o`");
                assert!(!channel.posts, "one POST at a time");
                channel.posts = true;
                channel.sent.push(core::mem::take(&mut channel.queue));
            }
            Output::Send { id, .. } => {
                let channel = self.open_one(*id);
                assert!(channel.is_open, "{output:?}");
                let frame = frame_text(output).expect("it sends one");
                if channel.is_http() {
                    channel.queue.push(frame);
                } else {
                    channel.sent.push(vec![frame]);
                }
                return Some((*id, channel.queue.len() as u32));
            }
            Output::Measure(id) => return Some((*id, self.open_one(*id).queue.len() as u32)),
            _ => {}
        }
        None
    }

    /// Notes what the edge is about to tell.
    ///
    /// # Panics
    /// If it could not happen to the channel.
    pub fn note(&mut self, id: ChannelId, input: &Input<'_>) {
        let Some(channel) = self.0.iter_mut().find(|channel| channel.id == id) else {
            return;
        };
        match input {
            Input::Opened => {
                channel.is_answered = true;
                channel.is_open = channel.way == RAW;
            }
            Input::Closed(_) => channel.is_closed = true,
            Input::Answered(200) => channel.is_answered = true,
            Input::Ended | Input::Answered(_) => {
                assert!(channel.receives, "an exchange ends once");
                channel.receives = false;
            }
            Input::Posted(_) => {
                assert!(channel.posts, "a POST is answered once");
                channel.posts = false;
            }
            _ => {}
        }
    }

    /// The newest channel of this kind that is not closed.
    pub fn newest(&mut self, way: Way) -> Option<&mut Channel> {
        let mut open = self.0.iter_mut().rev().filter(|one| !one.is_closed);
        open.find(|channel| channel.way == way)
    }

    pub fn get_mut(&mut self, id: ChannelId) -> Option<&mut Channel> {
        self.0.iter_mut().find(|channel| channel.id == id)
    }

    /// All of them, the oldest first.
    pub fn all(&self) -> &[Channel] {
        &self.0
    }

    /// Those that are not closed.
    pub fn open(&self) -> impl Iterator<Item = &Channel> {
        self.0.iter().filter(|channel| !channel.is_closed)
    }

    fn open_one(&mut self, id: ChannelId) -> &mut Channel {
        let channel = self.get_mut(id).expect("it was opened");
        assert!(!channel.is_closed, "{id:?} is closed");
        channel
    }
}

impl Channel {
    fn new(id: ChannelId, request: Request) -> Self {
        let way = match &request {
            Request::WebSocket { framed: false, .. } => RAW,
            Request::WebSocket { .. } => FRAMED,
            Request::Xhr { receive, .. } if receive.contains("/xhr_streaming") => STREAMING,
            Request::Xhr { .. } => POLLING,
            Request::Info { .. } => INFO,
        };
        Self {
            id,
            way,
            receives: way == INFO || way == STREAMING || way == POLLING,
            request,
            is_closed: false,
            is_answered: false,
            is_open: false,
            posts: false,
            queue: Vec::new(),
            sent: Vec::new(),
        }
    }

    pub fn is_http(&self) -> bool {
        matches!(self.request, Request::Xhr { .. })
    }

    /// The server and the session in its URL, where SockJS has a session.
    pub fn session(&self) -> Option<(&str, &str)> {
        let (Request::Xhr { receive: url, .. }
        | Request::WebSocket {
            url, framed: true, ..
        }) = &self.request
        else {
            return None;
        };
        let mut parts = url.rsplit('/').skip(1);
        let session = parts.next()?;
        Some((parts.next()?, session))
    }
}
