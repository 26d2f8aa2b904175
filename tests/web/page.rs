//! A page with one client, its sockets and its messages.

use js_sys::{Array, JsString, Object, Promise, Reflect, Uint8Array};
use stompwire::protocol::{Config, ContentLength, Limits, OutboxLimits, Transport, texts};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// What a server says that confirms what it is asked to.
pub(crate) const CONNECTED: &str = "CONNECTED\nversion:1.2\nserver:s\n\n\0";

#[wasm_bindgen(module = "/tests/web/page.js")]
extern "C" {
    #[derive(Clone)]
    pub(crate) type Page;

    #[wasm_bindgen(constructor)]
    fn make(edge: &JsValue, texts: Vec<String>, numbers: Vec<f64>) -> Page;

    #[wasm_bindgen(method)]
    pub(crate) fn connect(this: &Page) -> Pledge;
    #[wasm_bindgen(method)]
    pub(crate) fn abort(this: &Page);
    #[wasm_bindgen(method)]
    pub(crate) fn disconnect(this: &Page, timeout_ms: u32) -> Pledge;
    /// Resolves when the server has confirmed it.
    #[wasm_bindgen(method)]
    pub(crate) fn subscribe(this: &Page, destination: &str) -> Pledge;
    #[wasm_bindgen(method)]
    pub(crate) fn unsubscribe(this: &Page, slot: u32);
    /// Sends a string or a `Uint8Array`, at once or not at all.
    #[wasm_bindgen(method)]
    pub(crate) fn send(this: &Page, destination: &str, body: &JsValue) -> Pledge;
    /// Sends it now, or as soon as it can be.
    #[wasm_bindgen(method)]
    pub(crate) fn enqueue(this: &Page, destination: &str, body: &JsValue) -> Pledge;
    #[wasm_bindgen(method, js_name = sendWithReceipt)]
    pub(crate) fn send_with_receipt(this: &Page, destination: &str, body: &JsValue) -> Pledge;
    #[wasm_bindgen(method, js_name = sendUntilConfirmed)]
    pub(crate) fn send_until_confirmed(this: &Page, destination: &str, body: &JsValue) -> Pledge;
    /// Takes the newest message out of the outbox, and says how many that were.
    #[wasm_bindgen(method)]
    pub(crate) fn cancel(this: &Page) -> u32;
    #[wasm_bindgen(method, js_name = clearOutbox)]
    pub(crate) fn clear_outbox(this: &Page) -> u32;
    #[wasm_bindgen(method, js_name = bufferedAmount)]
    pub(crate) fn buffered_amount(this: &Page) -> u32;

    /// Lets it connect to a SockJS endpoint of which nothing is known.
    #[wasm_bindgen(method, js_name = useEndpoint)]
    pub(crate) fn use_endpoint(this: &Page);
    #[wasm_bindgen(method, getter)]
    pub(crate) fn url(this: &Page) -> String;
    /// Where it connects to.
    #[wasm_bindgen(method, setter, js_name = url)]
    pub(crate) fn set_url(this: &Page, url: &str);
    #[wasm_bindgen(method, setter, js_name = lineLimit)]
    pub(crate) fn set_line_limit(this: &Page, units: u32);
    /// What the page closes its sockets with.
    #[wasm_bindgen(method, setter, js_name = closeWith)]
    pub(crate) fn set_close_with(this: &Page, close: &JsValue);
    #[wasm_bindgen(method, setter, js_name = keepsForSession)]
    pub(crate) fn set_keeps_for_session(this: &Page, keeps: bool);
    #[wasm_bindgen(method, setter, js_name = connectHeaders)]
    pub(crate) fn set_connect_headers(this: &Page, headers: &JsValue);
    #[wasm_bindgen(method, setter, js_name = factory)]
    fn set_factory(this: &Page, factory: &JsValue);
    /// Whether the life of the page is that of its connection.
    #[wasm_bindgen(method, setter, js_name = followsPage)]
    pub(crate) fn set_follows_page(this: &Page, follows: bool);
    /// Answers whether to go on.
    #[wasm_bindgen(method)]
    pub(crate) fn decide(this: &Page, again: bool);
    /// For how long the server had been silent when the connection ended.
    #[wasm_bindgen(method, getter, js_name = silentMs)]
    pub(crate) fn silent_ms(this: &Page) -> u32;
    /// Lets this event trap, as a panic in the module would.
    #[wasm_bindgen(method, js_name = trapAt)]
    pub(crate) fn trap_at(this: &Page, event: &str);
    #[wasm_bindgen(method, js_name = on)]
    fn hook(this: &Page, event: &str, act: &JsValue);

    /// Takes SockJS's messages as they are, without STOMP.
    #[wasm_bindgen(method, js_name = speakSockJs)]
    pub(crate) fn speak_sockjs(this: &Page);
    /// Sends without STOMP.
    #[wasm_bindgen(method, js_name = sendData)]
    pub(crate) fn send_data(this: &Page, data: &str);

    /// How transports fared since the last look, each by the numbers that cross.
    #[wasm_bindgen(method, js_name = takeAttempts)]
    pub(crate) fn attempts(this: &Page) -> Vec<String>;
    /// The requests since the last look.
    #[wasm_bindgen(method, js_name = takeRequests)]
    pub(crate) fn requests(this: &Page) -> Vec<Request>;
    /// The newest.
    #[wasm_bindgen(method)]
    pub(crate) fn socket(this: &Page) -> Socket;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn sockets(this: &Page) -> Vec<Socket>;
    /// What it was told since the last look.
    #[wasm_bindgen(method)]
    pub(crate) fn events(this: &Page) -> Vec<String>;
    /// What was delivered since the last look.
    #[wasm_bindgen(method)]
    pub(crate) fn inbox(this: &Page) -> Vec<Message>;
}

#[wasm_bindgen(module = "/tests/web/socket.js")]
extern "C" {
    #[derive(Clone)]
    pub(crate) type Socket;

    #[wasm_bindgen(method)]
    pub(crate) fn open(this: &Socket);
    #[wasm_bindgen(method, js_name = receive)]
    pub(crate) fn receive_data(this: &Socket, data: &JsValue);
    #[wasm_bindgen(method, js_name = receiveBlob)]
    pub(crate) fn receive_blob(this: &Socket, text: &str);
    #[wasm_bindgen(method)]
    pub(crate) fn drop(this: &Socket, code: u16, reason: &str, was_clean: bool);
    /// The events that are on their way already.
    #[wasm_bindgen(method)]
    pub(crate) fn queued(this: &Socket) -> Socket;

    /// What was sent since the last look.
    #[wasm_bindgen(method, js_name = frames)]
    pub(crate) fn data(this: &Socket) -> Array;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn url(this: &Socket) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn protocols(this: &Socket) -> Vec<String>;
    #[wasm_bindgen(method, getter, js_name = binaryType)]
    pub(crate) fn binary_type(this: &Socket) -> String;
    /// 0 where it was not closed.
    #[wasm_bindgen(method, getter, js_name = closedWith)]
    pub(crate) fn closed_with(this: &Socket) -> u16;
    #[wasm_bindgen(method, setter, js_name = bufferedAmount)]
    pub(crate) fn set_buffered_amount(this: &Socket, bytes: f64);
    #[wasm_bindgen(method, js_name = breakSend)]
    pub(crate) fn break_send(this: &Socket, message: &str);
}

#[wasm_bindgen(module = "/tests/web/request.js")]
extern "C" {
    #[derive(Clone, Debug)]
    pub(crate) type Request;

    /// What it asks, of what, and with which body.
    #[wasm_bindgen(method)]
    pub(crate) fn line(this: &Request) -> String;
    /// How the browser is to treat it.
    #[wasm_bindgen(method)]
    pub(crate) fn modes(this: &Request) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn url(this: &Request) -> String;
    #[wasm_bindgen(method, js_name = isAborted)]
    pub(crate) fn is_aborted(this: &Request) -> bool;
    /// Whether nobody reads the answer any more.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn cancelled(this: &Request) -> bool;

    /// Answers with the headers alone.
    #[wasm_bindgen(method)]
    pub(crate) fn answer(this: &Request, status: u16);
    #[wasm_bindgen(method, js_name = answerWithoutStream)]
    pub(crate) fn answer_without_stream(this: &Request, text: &str);
    #[wasm_bindgen(method)]
    pub(crate) fn redirect(this: &Request);
    /// Answers after a redirect that was followed all the same.
    #[wasm_bindgen(method)]
    pub(crate) fn follow(this: &Request);
    #[wasm_bindgen(method)]
    pub(crate) fn chunk(this: &Request, text: &str);
    #[wasm_bindgen(method, js_name = chunkBytes)]
    pub(crate) fn chunk_bytes(this: &Request, bytes: &[u8]);
    #[wasm_bindgen(method)]
    pub(crate) fn end(this: &Request);
    #[wasm_bindgen(method)]
    pub(crate) fn fail(this: &Request, message: &str);
}

#[wasm_bindgen]
extern "C" {
    /// A promise that a test may ignore.
    #[wasm_bindgen(extends = Promise, js_name = Promise)]
    pub(crate) type Pledge;

    pub(crate) type Message;

    #[wasm_bindgen(method, structural)]
    pub(crate) fn header(this: &Message, name: &str) -> Option<String>;
    #[wasm_bindgen(method, structural, getter, js_name = headers)]
    pub(crate) fn headers_object(this: &Message) -> Object;
    #[wasm_bindgen(method, structural, getter, js_name = body)]
    pub(crate) fn body_string(this: &Message) -> JsString;
    #[wasm_bindgen(method, structural, getter)]
    pub(crate) fn bytes(this: &Message) -> Uint8Array;
    #[wasm_bindgen(method, structural)]
    pub(crate) fn ack(this: &Message) -> Pledge;
}

impl Page {
    pub(crate) fn new() -> Self {
        Self::with(Config::default())
    }

    pub(crate) fn with(config: Config) -> Self {
        let mut arguments = vec![
            config.host.clone().unwrap_or_default(),
            config.protocols.clone(),
        ];
        let mut secrets = &config.secrets[..];
        while let Some((name, rest)) = texts::split_first(secrets) {
            arguments.push(String::from_utf8_lossy(name).into_owned());
            secrets = rest;
        }
        Self::make(&stompwire::js::bind(), arguments, numbers(&config))
    }

    /// A page that connects to a SockJS endpoint over these transports alone.
    pub(crate) fn at_endpoint(transports: &[Transport]) -> Self {
        let page = Self::with(Config {
            transports: transports.to_vec(),
            ..Config::default()
        });
        page.use_endpoint();
        page
    }

    /// The same without STOMP.
    pub(crate) fn of_sockjs(transport: Transport) -> Self {
        let page = Self::with(Config {
            transports: vec![transport],
            stomp: false,
            ..Config::default()
        });
        page.use_endpoint();
        page.speak_sockjs();
        page
    }

    /// A page whose client is connected; its records are empty.
    pub(crate) fn connected() -> Self {
        Self::connected_by(Config::default(), CONNECTED)
    }

    /// A page whose client is connected by this frame; its records are empty.
    pub(crate) fn connected_by(config: Config, connected: &str) -> Self {
        let page = Self::with(config);
        page.connect();
        page.accept(connected);
        page
    }

    /// A page whose client is connected and has subscribed `/topic/a`, of which the server spoke
    /// last; its records are empty.
    pub(crate) fn subscribed() -> Self {
        let page = Self::connected();
        page.subscribe("/topic/a");
        page.socket().receive("RECEIPT\nreceipt-id:receipt-1\n\n\0");
        page.socket().frames();
        page
    }

    /// Opens the newest socket and answers CONNECT.
    pub(crate) fn accept(&self, connected: &str) {
        self.accept_with(connected);
        self.socket().data();
    }

    /// The same, and leaves what was sent after CONNECT.
    pub(crate) fn accept_with(&self, connected: &str) {
        self.socket().open();
        self.socket().data();
        self.socket().receive(connected);
        self.events();
    }

    /// Calls `act` in each of these events.
    pub(crate) fn on(&self, event: &str, mut act: impl FnMut() + 'static) {
        self.on_message_of(event, move |_| act());
    }

    /// Calls `act` with each message.
    pub(crate) fn on_message(&self, act: impl FnMut(Message) + 'static) {
        self.on_message_of("message", act);
    }

    fn on_message_of(&self, event: &str, act: impl FnMut(Message) + 'static) {
        self.hook(event, &Closure::new(act).into_js_value());
    }

    /// Lets the page's factory give, or throw, this in place of a socket.
    pub(crate) fn make_sockets(
        &self,
        make: impl FnMut(Socket) -> Result<JsValue, JsValue> + 'static,
    ) {
        self.set_factory(&Closure::new(make).into_js_value());
    }

    /// The bodies of what was delivered since the last look.
    pub(crate) fn bodies(&self) -> Vec<String> {
        self.inbox().iter().map(Message::body).collect()
    }
}

impl Socket {
    pub(crate) fn receive(&self, text: &str) {
        self.receive_data(&text.into());
    }

    /// Receives these bytes as an `ArrayBuffer`.
    pub(crate) fn receive_bytes(&self, bytes: &[u8]) {
        self.receive_data(&Uint8Array::from(bytes).buffer());
    }

    /// What was sent since the last look, bytes as the text that they are.
    pub(crate) fn frames_as_text(&self) -> Vec<String> {
        let data = self.data().into_iter();
        data.map(|frame| match frame.as_string() {
            Some(text) => text,
            None => String::from_utf8(Uint8Array::from(frame).to_vec()).expect("it is text"),
        })
        .collect()
    }

    /// The texts that were sent since the last look.
    pub(crate) fn frames(&self) -> Vec<String> {
        let data = self.data().into_iter();
        data.map(|text| text.as_string().expect("it is a text"))
            .collect()
    }
}

impl Message {
    pub(crate) fn body(&self) -> String {
        self.body_string().into()
    }

    /// Names and values.
    pub(crate) fn headers(&self) -> Vec<(String, String)> {
        let entries = Object::entries(&self.headers_object());
        let text = |value: JsValue| value.as_string().expect("it is a text");
        let pairs = entries.iter().map(|pair| Array::from(&pair));
        pairs
            .map(|pair| (text(pair.get(0)), text(pair.get(1))))
            .collect()
    }
}

/// How a promise ends: kept, or broken with these words.
pub(crate) async fn outcome(promise: Pledge) -> Result<(), String> {
    let result = JsFuture::from(Promise::from(promise)).await;
    result.map(drop).map_err(|cause| {
        let message = Reflect::get(&cause, &"message".into()).expect("it is an error");
        message.as_string().expect("it has words")
    })
}

/// Whether a promise has yet to be kept or broken.
pub(crate) async fn is_pending(promise: &Pledge) -> bool {
    let pending = JsValue::from_str("pending");
    let race = Promise::race(&Array::of2(promise, &pending));
    JsFuture::from(race).await == Ok(pending)
}

/// What a page writes for a list of transports; both kinds of WebSocket are one there.
fn transport_digits(transports: &[Transport]) -> u32 {
    transports
        .iter()
        .rev()
        .fold(0, |digits, transport| match transport {
            Transport::Raw => digits,
            Transport::WebSocket => 4 * digits + 1,
            Transport::XhrStreaming => 4 * digits + 2,
            Transport::XhrPolling => 4 * digits + 3,
        })
}

/// The parameters of `stompwire_create` between the handle and the seed.
fn numbers(config: &Config) -> Vec<f64> {
    let versions = config.versions.iter().map(|version| 1 << version as u32);
    let content_length = match config.content_length {
        ContentLength::Auto => 0,
        ContentLength::Always => 1,
        ContentLength::Never => 2,
    };
    let Limits {
        frame,
        headers,
        header_line,
        header_block,
        parts,
    } = config.limits;
    let OutboxLimits {
        messages,
        bytes,
        age,
        tries,
    } = config.outbox;
    let reconnect = config.reconnect;
    let modes = reconnect.map(|policy| u32::from(policy.initial) + 2 * u32::from(policy.ask));
    [
        versions.sum(),
        config.offer_protocols.into(),
        config.heartbeat.outgoing,
        config.heartbeat.incoming,
        config.heartbeat.tolerance,
        config.connect_timeout,
        config.receipt_timeout,
        config.high_water_mark,
        config.max_outgoing.unwrap_or_default(),
        content_length,
        config.escape_connect.into(),
        frame,
        headers,
        header_line,
        header_block,
        config.log as u32,
        transport_digits(&config.transports),
        config.fallback_delay,
        config.stomp.into(),
        parts,
        reconnect.map_or(0, |policy| policy.initial_delay),
        reconnect.map_or(0, |policy| policy.max_delay),
        reconnect.map_or(0, |policy| policy.max_attempts),
        modes.unwrap_or_default(),
        messages,
        bytes,
        age,
        tries,
    ]
    .map(f64::from)
    .to_vec()
}
