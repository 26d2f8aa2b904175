//! The engine under a virtual clock, with each test as its server and its user. One program, so
//! that a browser has to start only once.

#[path = "../support/mod.rs"]
mod support;

mod acknowledging;
mod brokers;
mod connecting;
mod considering;
mod disconnecting;
mod falling_back;
mod giving_up;
mod heartbeats;
mod hostile;
mod http_sessions;
mod info;
mod logging;
mod outbox;
mod page_life;
mod receipts;
mod reconnecting;
mod redelivering;
mod remembering;
mod restoring;
mod retreating;
mod sending;
mod silence;
mod sleeping;
mod sockjs_alone;
mod storms;
mod subscriptions;
mod suspecting;
mod transactions;
