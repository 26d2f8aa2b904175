//! One STOMP client for the browser: a core that decides and never touches a browser, and thin
//! edges that touch one and never decide.

pub mod protocol;
