//! A WebSocket that never blocks.

use std::{io, mem, net::ToSocketAddrs};

use anyhow::Context;
use mio::{Interest, Registry, Token, net::TcpStream};
use stompwire::protocol::CloseEvent;
use tungstenite::{
    ClientHandshake, ClientRequestBuilder, Error, HandshakeError, Message, WebSocket,
    handshake::MidHandshake, http::Uri,
};

/// What a socket has to tell.
pub(crate) enum Told {
    Opened,
    Message(Message),
    Closed(CloseEvent),
}

/// From its address to its end. Not being ready is no failure: what is sent waits in here.
pub(crate) struct Socket {
    stage: Stage,
    /// Bytes taken since all of them were last sent.
    buffered: usize,
}

enum Stage {
    /// TCP's handshake is under way.
    Connecting(TcpStream, ClientRequestBuilder),
    /// The handshake of the WebSocket is.
    Upgrading(MidHandshake<ClientHandshake<TcpStream>>),
    Open(Box<WebSocket<TcpStream>>),
    Closed,
}

impl Socket {
    pub(crate) fn open(
        url: &str,
        protocols: &str,
        registry: &Registry,
        token: Token,
    ) -> anyhow::Result<Self> {
        let uri: Uri = url.parse()?;
        let host = uri.host().context("a URL without a host")?;
        let address = (host, uri.port_u16().unwrap_or(80))
            .to_socket_addrs()?
            .next()
            .context("a host without an address")?;
        let mut stream = TcpStream::connect(address)?;
        registry.register(&mut stream, token, Interest::READABLE | Interest::WRITABLE)?;
        let request = protocols
            .split_terminator(',')
            .fold(ClientRequestBuilder::new(uri), |request, protocol| {
                request.with_sub_protocol(protocol)
            });
        Ok(Self {
            stage: Stage::Connecting(stream, request),
            buffered: 0,
        })
    }

    /// Goes as far as it can, and tells what it has met on its way. Ask until there is nothing.
    pub(crate) fn poll(&mut self) -> Option<Told> {
        self.flush();
        let told = match mem::replace(&mut self.stage, Stage::Closed) {
            Stage::Connecting(stream, request) => self.upgrade(stream, request),
            Stage::Upgrading(handshake) => self.upgraded(handshake.handshake()),
            Stage::Open(socket) => self.read(socket),
            Stage::Closed => Ok(None),
        };
        told.unwrap_or(Some(Told::Closed(CUT)))
    }

    /// What cannot be sent any more is no news: the end shows where it is read.
    pub(crate) fn send(&mut self, message: Message) {
        if let Stage::Open(socket) = &mut self.stage {
            self.buffered += message.len();
            _ = socket.write(message);
            if self.buffered > FULL {
                self.flush();
            }
        }
    }

    pub(crate) fn flush(&mut self) {
        if let Stage::Open(socket) = &mut self.stage
            && socket.flush().is_ok()
        {
            self.buffered = 0;
        }
    }

    /// How many bytes it has taken and not yet sent, or more.
    pub(crate) fn buffered(&self) -> u32 {
        u32::try_from(self.buffered).unwrap_or(u32::MAX)
    }

    /// Says goodbye, and waits for nobody.
    pub(crate) fn close(&mut self) {
        if let Stage::Open(socket) = &mut self.stage {
            _ = socket.close(None);
            _ = socket.flush();
        }
    }

    fn upgrade(
        &mut self,
        stream: TcpStream,
        request: ClientRequestBuilder,
    ) -> Result<Option<Told>, Error> {
        if let Some(error) = stream.take_error()? {
            return Err(error.into());
        }
        match stream.peer_addr() {
            Err(error) if error.kind() == io::ErrorKind::NotConnected => {
                self.stage = Stage::Connecting(stream, request);
                Ok(None)
            }
            _ => {
                stream.set_nodelay(true)?;
                self.upgraded(tungstenite::client(request, stream))
            }
        }
    }

    fn upgraded<Response>(
        &mut self,
        handshake: Result<
            (WebSocket<TcpStream>, Response),
            HandshakeError<ClientHandshake<TcpStream>>,
        >,
    ) -> Result<Option<Told>, Error> {
        match handshake {
            Ok((socket, _)) => {
                self.stage = Stage::Open(Box::new(socket));
                Ok(Some(Told::Opened))
            }
            Err(HandshakeError::Interrupted(handshake)) => {
                self.stage = Stage::Upgrading(handshake);
                Ok(None)
            }
            Err(HandshakeError::Failure(error)) => Err(error),
        }
    }

    fn read(&mut self, mut socket: Box<WebSocket<TcpStream>>) -> Result<Option<Told>, Error> {
        let told = loop {
            match socket.read() {
                Ok(Message::Ping(_) | Message::Pong(_)) => {}
                Ok(Message::Close(frame)) => {
                    // The answer to it; whether it arrives concerns nobody.
                    _ = socket.flush();
                    return Ok(Some(Told::Closed(CloseEvent {
                        code: frame.map_or(NO_CODE, |frame| frame.code.into()),
                        was_clean: true,
                    })));
                }
                Ok(message) => break Some(Told::Message(message)),
                Err(Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => break None,
                Err(error) => return Err(error),
            }
        };
        self.stage = Stage::Open(socket);
        Ok(told)
    }
}

/// RFC 6455, 7.4.1: there was no close frame, or there was no code in it.
const CUT: CloseEvent = CloseEvent {
    code: 1006,
    was_clean: false,
};
const NO_CODE: u16 = 1005;
/// What goes out together: one system call for many frames, and none that waits for long.
const FULL: usize = 64 << 10;
