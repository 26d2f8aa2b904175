//! The engine under a virtual clock, with each test as its server and its user. One program, so
//! that a browser has to start only once.

#[path = "../support/mod.rs"]
mod support;

mod acknowledging;
mod connecting;
mod disconnecting;
mod falling_back;
mod giving_up;
mod heartbeats;
mod hostile;
mod http_sessions;
mod info;
mod logging;
mod remembering;
mod retreating;
mod sending;
mod silence;
mod sockjs_alone;
mod storms;
mod subscriptions;
