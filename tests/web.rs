//! The edge of the npm package in a page: its JavaScript with this program as its module, and
//! WebSockets whose network is the test.

#![cfg(target_arch = "wasm32")]

#[path = "web/browser.rs"]
mod browser;
#[path = "web/callbacks.rs"]
mod callbacks;
#[path = "web/clients.rs"]
mod clients;
#[path = "web/clock.rs"]
mod clock;
#[path = "web/connecting.rs"]
mod connecting;
#[path = "web/framed.rs"]
mod framed;
#[path = "web/headers.rs"]
mod headers;
#[path = "web/http.rs"]
mod http;
#[path = "web/info.rs"]
mod info;
#[path = "web/origins.rs"]
mod origins;
#[path = "web/outbox.rs"]
mod outbox;
#[path = "web/page.rs"]
mod page;
#[path = "web/page_life.rs"]
mod page_life;
#[path = "web/posting.rs"]
mod posting;
#[path = "web/receiving.rs"]
mod receiving;
#[path = "web/reconnecting.rs"]
mod reconnecting;
#[path = "web/sending.rs"]
mod sending;
#[path = "web/session.rs"]
mod session;
#[path = "web/timing.rs"]
mod timing;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
