//! What property tests make up.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "every test file is a crate of its own and uses its part of this one"
)]

use proptest::prelude::*;
use proptest::string::{RegexGeneratorStrategy, string_regex};
use stompwire::protocol::Escaping;

/// How many cases to try. A failure prints its smallest case, which belongs into a test of its own.
pub fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Texts that header names and values are made of: anything, and often what has to be escaped.
pub fn text() -> impl Strategy<Value = String> {
    let octets = pattern("[:\\\\\n\r\tnrc a]{0,8}");
    prop_oneof![octets, pattern("\\PC{0,12}"), pattern("(?s:.){0,12}")]
}

/// A pattern compiled once: as a plain text it would be for every case.
fn pattern(regex: &str) -> RegexGeneratorStrategy<String> {
    string_regex(regex).expect("tests write patterns that compile")
}

/// The escapings that can write any Unicode but NUL (and, in STOMP 1.1, CR).
pub fn escaping() -> impl Strategy<Value = Escaping> {
    prop_oneof![Just(Escaping::V11), Just(Escaping::V12)]
}

/// `bytes` in pieces, cut at random.
pub fn pieces(bytes: Vec<u8>) -> impl Strategy<Value = Vec<Vec<u8>>> {
    let cuts = prop::collection::vec(0..=bytes.len(), 0..12);
    cuts.prop_map(move |mut cuts| {
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        cuts.windows(2)
            .filter_map(|cut| bytes.get(*cut.first()?..*cut.last()?))
            .map(<[u8]>::to_vec)
            .collect()
    })
}

/// Parts that a stream of a server is put together from, most of them regular.
pub fn stream() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(part(), 0..8).prop_map(|parts| parts.concat())
}

fn part() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        4 => frame().prop_map(String::into_bytes),
        1 => Just(b"\n".to_vec()),
        1 => Just(b"\r\n".to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..6),
    ]
}

/// Text messages: mostly one regular frame each, some of them cut, glued or damaged.
pub fn messages() -> impl Strategy<Value = Vec<String>> {
    let message = prop_oneof![
        8 => frame(),
        1 => (frame(), frame()).prop_map(|(one, other)| one + &other),
        1 => (frame(), any::<prop::sample::Index>()).prop_map(|(frame, at)| first(&frame, at)),
        2 => (frame(), any::<prop::sample::Index>(), pattern("[\0-\x7fé]?"))
            .prop_map(|(frame, at, instead)| {
                let kept = first(&frame, at);
                let rest: String = frame.chars().skip(kept.chars().count() + 1).collect();
                kept + &instead + &rest
            }),
        1 => frame().prop_map(|frame| frame + "\n"),
    ];
    prop::collection::vec(message, 1..6)
}

/// The beginning of a text.
fn first(text: &str, end: prop::sample::Index) -> String {
    let length = end.index(text.chars().count());
    text.chars().take(length).collect()
}

/// A frame as servers write it.
fn frame() -> impl Strategy<Value = String> {
    let command = prop_oneof![
        8 => Just("MESSAGE"),
        1 => Just("RECEIPT"),
        1 => Just("ERROR"),
        1 => Just("CONNECTED"),
        1 => Just("__proto__"),
    ];
    let headers = prop::collection::vec(header_line(), 0..5);
    let eol = prop_oneof![9 => Just("\n"), 1 => Just("\r\n")];
    let body = prop_oneof![
        pattern("[a-z한\n]{0,20}"),
        pattern("\\PC{0,20}"),
        pattern("[a\0\n]{0,4}")
    ];
    let length = prop_oneof![
        6 => Just(Length::Absent),
        3 => Just(Length::Right),
        1 => Just(Length::Wrong),
    ];
    (command, headers, eol, body, length).prop_map(|(command, headers, eol, body, length)| {
        let mut frame = format!("{command}{eol}");
        for header in headers {
            frame.push_str(&format!("{header}{eol}"));
        }
        let length = match length {
            // Nothing else could carry a NUL.
            Length::Absent if !body.contains('\0') => None,
            Length::Wrong => Some(body.len() / 2),
            Length::Absent | Length::Right => Some(body.len()),
        };
        if let Some(length) = length {
            frame.push_str(&format!("content-length:{length}{eol}"));
        }
        format!("{frame}{eol}{body}\0")
    })
}

#[derive(Clone, Copy, Debug)]
enum Length {
    Absent,
    Right,
    Wrong,
}

fn header_line() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => pattern("subscription:(sub-[0-3]|mine|)"),
        4 => pattern("[a-z]{1,8}:[ -~]{0,12}"),
        2 => pattern("[a-z]{1,4}:(\\\\[nrc\\\\]|[ a한]){0,4}"),
        1 => pattern("(__proto__|constructor|toString):x"),
        1 => pattern("receipt-id:(receipt-[0-3]|disconnect)"),
        1 => pattern("[ -~]{0,8}"),
    ]
}
