//! A client and a server of a few lines, over a real socket.

use std::{
    net::{TcpListener, TcpStream},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use native::{Client, Destination, Network, Text};
use stompwire::protocol::{AckMode, Body, Config, Delivery, Output, Promise, Reconnect, State};
use tungstenite::{Message, WebSocket, accept};

#[test]
fn what_is_lost_with_a_connection_is_sent_on_the_next() {
    let server = Server::start(2, |connection, mut socket| {
        assert!(socket.receive().starts_with("SUBSCRIBE\n"));
        let sent = socket.receive();
        assert!(sent.starts_with("SEND\n"), "{sent}");
        assert_eq!(sent.contains("\nredelivery-count:1\n"), connection == 1);
        if connection == 1 {
            let (_, receipt) = sent.split_once("\nreceipt:").expect("it wants one");
            let (receipt, _) = receipt.split_once('\n').expect("it ends");
            socket.send(&format!("RECEIPT\nreceipt-id:{receipt}\n\n\0"));
            assert!(socket.receive().starts_with("DISCONNECT\n"));
        }
    });

    let mut user = User::of(&server);
    user.connect(Promise(1));
    user.subscribe("/topic/news", Promise(2));
    user.send("hello", Promise(3));
    user.until(|event| *event == Output::Settle(Promise(3), Ok(())));
    user.disconnect(Promise(4));
    user.until(|event| *event == Output::Settle(Promise(4), Ok(())));
    server.end();
}

#[test]
fn a_long_frame_goes_out_in_pieces() {
    let body = "x".repeat(100_000);
    let expected = format!("\n\n{body}\0");
    let server = Server::start(1, move |_, mut socket| {
        let mut frame = String::new();
        while !frame.ends_with('\0') {
            let piece = socket.receive();
            assert!(piece.len() <= 16_640, "{} bytes at once", piece.len());
            frame += &piece;
        }
        assert!(frame.ends_with(&expected));
    });

    let mut user = User::of(&server);
    user.connect(Promise(1));
    user.send(&body, Promise(2));
    user.until(|event| matches!(event, Output::Disconnected { .. }));
    server.end();
}

#[test]
fn a_server_that_is_not_there_is_tried_again_until_it_is() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it has one");
    drop(listener);

    let mut user = User::at(&format!("ws://{address}"));
    user.connect(Promise(1));
    user.until(|event| matches!(event, Output::Disconnected { attempt: 2, .. }));
    let server = Server::start_at(&address.to_string(), 1, |_, _| {});
    user.until(|event| *event == Output::StateChanged(State::Connected));
    server.end();
}

/// One client and what it has told.
struct User {
    network: Network,
}

impl User {
    fn of(server: &Server) -> Self {
        Self::at(&server.url)
    }

    fn at(url: &str) -> Self {
        let mut network = Network::new().expect("the system can wait");
        let config = Config {
            offer_protocols: false,
            reconnect: Some(Reconnect {
                initial_delay: 1,
                max_delay: 10,
                initial: true,
                ..Reconnect::default()
            }),
            ..Config::default()
        };
        network
            .add(0, Destination::new(url), config)
            .expect("it is the first");
        Self { network }
    }

    fn connect(&mut self, promise: Promise) {
        self.client()
            .tell(|engine, now| engine.connect(promise, now));
    }

    fn disconnect(&mut self, promise: Promise) {
        self.client()
            .tell(|engine, now| engine.disconnect(promise, 1_000, now));
    }

    fn subscribe(&mut self, destination: &str, ready: Promise) {
        let destination = destination.as_bytes();
        self.client()
            .tell(|engine, now| engine.subscribe(b"", destination, AckMode::Auto, b"", ready, now))
            .expect("nothing is wrong with it");
    }

    fn send(&mut self, body: &str, promise: Promise) {
        let length = u32::try_from(body.len()).expect("tests send little");
        let measured = Body::Text { length, nul: false };
        let body = Text::from(body);
        self.client()
            .tell(|engine, now| {
                engine.enqueue(
                    b"/queue/work",
                    b"",
                    measured,
                    length,
                    body,
                    promise,
                    Delivery::Retry,
                    now,
                )
            })
            .expect("nothing is wrong with it");
    }

    /// Lets things happen until this is told.
    fn until(&mut self, expected: impl Fn(&Output<Text>) -> bool) {
        let begun = Instant::now();
        loop {
            while let Some((_, event)) = self.network.poll_event() {
                if expected(&event) {
                    return;
                }
            }
            assert!(begun.elapsed() < PATIENCE, "it is never told");
            self.network.wait().expect("the system can wait");
        }
    }

    fn client(&mut self) -> &mut Client {
        self.network.client(0).expect("it is there")
    }
}

/// Takes so many connections, one after the other, and leaves each at the end of its script.
struct Server {
    url: String,
    thread: JoinHandle<()>,
}

struct Peer(WebSocket<TcpStream>);

impl Server {
    fn start(connections: usize, script: impl Fn(usize, Peer) + Send + 'static) -> Self {
        Self::start_at("127.0.0.1:0", connections, script)
    }

    /// The script begins after CONNECTED.
    fn start_at(
        address: &str,
        connections: usize,
        script: impl Fn(usize, Peer) + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind(address).expect("the port is free");
        let url = format!("ws://{}", listener.local_addr().expect("it has one"));
        let thread = thread::spawn(move || {
            for connection in 0..connections {
                let (stream, _) = listener.accept().expect("a client comes");
                let mut peer = Peer(accept(stream).expect("it wants a WebSocket"));
                assert!(peer.receive().starts_with("CONNECT\n"));
                peer.send("CONNECTED\nversion:1.2\n\n\0");
                script(connection, peer);
            }
        });
        Self { url, thread }
    }

    fn end(self) {
        self.thread.join().expect("the script was right");
    }
}

impl Peer {
    fn receive(&mut self) -> String {
        let message = self.0.read().expect("the client is there");
        message.into_text().expect("it is text").to_string()
    }

    fn send(&mut self, frame: &str) {
        self.0.send(Message::text(frame)).expect("it is there");
    }
}

/// Far more than any of this takes.
const PATIENCE: Duration = Duration::from_secs(20);
