//! What the hand-written JavaScript beside this file does for the core.
//!
//! None of these throws: they catch what the user's code throws and report it. Addresses and
//! numbers are `i32`, which crosses without a conversion.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/memory.js")]
unsafe extern "C" {
    /// Gives JavaScript the exports and the memory of this module.
    pub(super) safe fn bind(exports: &JsValue, memory: &JsValue);
    /// Forgets a text.
    pub(super) safe fn release(text: i32);
    /// Keeps a text once more, under a number of its own.
    pub(super) safe fn share(text: i32) -> i32;
    /// Keeps a string for whoever made the current call.
    pub(super) safe fn answer(address: i32, length: i32);
}

#[wasm_bindgen(module = "/src/js/channel.js")]
unsafe extern "C" {
    /// Sends a frame of the core's memory; gives the bytes not yet on their way.
    pub(super) safe fn send_encoded(
        client: i32,
        session: i32,
        channel: i32,
        frame: i32,
        length: i32,
        split: i32,
    ) -> i32;
    /// Sends a frame that JavaScript holds; gives the bytes not yet on their way.
    pub(super) safe fn send_payload(
        client: i32,
        session: i32,
        channel: i32,
        text: i32,
        text_split: i32,
        bytes_split: i32,
    ) -> i32;
    /// Sends a head of the core's memory and a body that JavaScript holds, and a NUL.
    pub(super) safe fn send_queued(
        client: i32,
        session: i32,
        channel: i32,
        head: i32,
        head_length: i32,
        body: i32,
        text_split: i32,
        bytes_split: i32,
    ) -> i32;
    pub(super) safe fn measure(client: i32, session: i32, channel: i32) -> i32;
    /// 0 closes a channel, 1 asks for its next answer, 2 posts what waits on it.
    pub(super) safe fn order(client: i32, session: i32, channel: i32, what: i32);
}

#[wasm_bindgen(module = "/src/js/websocket.js")]
unsafe extern "C" {
    pub(super) safe fn open(
        client: i32,
        session: i32,
        channel: i32,
        url: i32,
        url_length: i32,
        protocols: i32,
        protocols_length: i32,
        framed: i32,
    );
}

#[wasm_bindgen(module = "/src/js/http.js")]
unsafe extern "C" {
    pub(super) safe fn open_xhr(
        client: i32,
        session: i32,
        channel: i32,
        receive: i32,
        receive_length: i32,
        send: i32,
        send_length: i32,
    );
}

#[wasm_bindgen(module = "/src/js/info.js")]
unsafe extern "C" {
    pub(super) safe fn open_info(
        client: i32,
        session: i32,
        channel: i32,
        url: i32,
        url_length: i32,
    );
}

#[wasm_bindgen(module = "/src/js/message.js")]
unsafe extern "C" {
    /// A message of the core's memory. A slot below 0 is no subscription.
    pub(super) safe fn deliver(
        client: i32,
        session: i32,
        slot: i32,
        escaping: i32,
        head: i32,
        head_length: i32,
        body: i32,
        body_length: i32,
    );
    /// A frame that is no message; `kind` as in `numbers.rs`.
    pub(super) safe fn frame(
        client: i32,
        kind: i32,
        escaping: i32,
        head: i32,
        head_length: i32,
        body: i32,
        body_length: i32,
    );
}

#[wasm_bindgen(module = "/src/js/timer.js")]
unsafe extern "C" {
    /// Calls `stompwire_timeout` at this moment; below 0 never.
    pub(super) safe fn timer(client: i32, at: f64);
}

#[wasm_bindgen(module = "/src/js/commands.js")]
unsafe extern "C" {
    /// What a page imports: for tests.
    pub(super) safe fn edge() -> JsValue;
}

#[wasm_bindgen(module = "/src/js/clients.js")]
unsafe extern "C" {
    /// `code` 0 keeps the promise; otherwise four numbers as in `numbers.rs`.
    pub(super) safe fn settle(promise: i32, code: i32, a: i32, b: i32, c: i32);
}

#[wasm_bindgen(module = "/src/js/events.js")]
unsafe extern "C" {
    pub(super) safe fn prepare(client: i32, session: i32);
    /// An attempt at a transport (0: `/info`) has ended; see `Outcome::numbers`.
    pub(super) safe fn attempted(
        client: i32,
        transport: i32,
        phase: i32,
        outcome: i32,
        detail: i32,
        elapsed: i32,
    );
    pub(super) safe fn state_changed(client: i32, state: i32);
    pub(super) safe fn connected(client: i32, version: i32, outgoing: i32, incoming: i32);
    /// A subscription cannot be sent on this connection, and is over.
    pub(super) safe fn refused(client: i32, slot: i32, status: i32);
    /// Whether another attempt is wanted: to be answered by `stompwire_tell`.
    pub(super) safe fn consider(
        client: i32,
        session: i32,
        code: i32,
        a: i32,
        b: i32,
        c: i32,
        attempt: i32,
    );
    /// A `delay` of -1 is the end, -2 lasts until the page is back.
    pub(super) safe fn disconnected(
        client: i32,
        code: i32,
        a: i32,
        b: i32,
        c: i32,
        delay: i32,
        attempt: i32,
        silent: i32,
    );
    pub(super) safe fn queued(client: i32, messages: i32, bytes: i32);
    /// `kind` is 0 for no body, 1 for one of the core's memory, 2 for one that JavaScript holds.
    pub(super) safe fn log(
        client: i32,
        sent: i32,
        head: i32,
        length: i32,
        kind: i32,
        body: i32,
        body_length: i32,
    );
    /// The client is inactive, and nothing in here knows it any more.
    pub(super) safe fn gone(client: i32);
}

#[wasm_bindgen(module = "/src/js/origins.js")]
unsafe extern "C" {
    /// What to give to `stompwire_prepared` next time.
    pub(super) safe fn remember(client: i32, failed: i32, informed: i32, round_trip: i32);
}

// What only other files import is copied beside them, in builds of the generator's own, if it is named here.

#[wasm_bindgen(module = "/src/js/outbox.js")]
unsafe extern "C" {
    type Outbox;
}

#[wasm_bindgen(module = "/src/js/response.js")]
unsafe extern "C" {
    type Response;
}

#[wasm_bindgen(module = "/src/js/clock.js")]
unsafe extern "C" {
    type Clock;
}

#[wasm_bindgen(module = "/src/js/page-life.js")]
unsafe extern "C" {
    type PageLife;
}

#[wasm_bindgen(module = "/src/js/sockjs-frames.js")]
unsafe extern "C" {
    type Frames;
}
