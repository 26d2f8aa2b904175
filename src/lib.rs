//! STOMP over WebSocket for browsers.
