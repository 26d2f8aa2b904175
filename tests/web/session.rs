//! A page whose SockJS session goes over HTTP, and its requests.

use stompwire::protocol::Transport;

use crate::browser::turn;
use crate::page::{Page, Request};

/// What the network does to a request.
pub(crate) type Answer = fn(&Request);

/// A page that has begun to connect, and its exchange.
pub(crate) fn connecting(transport: Transport) -> (Page, Request) {
    let page = Page::of_sockjs(transport);
    page.connect();
    let receive = taken(&page, "POST xhr");
    page.events();
    (page, receive)
}

/// A page whose session is open, and the exchange that opened it; its records are empty.
pub(crate) async fn opened(transport: Transport) -> (Page, Request) {
    let (page, receive) = connecting(transport);
    receive.answer(200);
    receive.chunk("o\n");
    turn().await;
    page.events();
    page.attempts();
    (page, receive)
}

/// The one new request that begins so.
pub(crate) fn taken(page: &Page, start: &str) -> Request {
    let requests = page.requests().into_iter();
    let mut found = requests.filter(|request| request.line().starts_with(start));
    let request = found.next().expect("it was made");
    assert_eq!(found.count(), 0);
    request
}

/// What the new requests ask.
pub(crate) fn lines(page: &Page) -> Vec<String> {
    page.requests().iter().map(Request::line).collect()
}
