//! Properties of the codec: what is written can be read, and reading survives anything.

#![cfg(not(target_arch = "wasm32"))]

#[path = "support/strategies.rs"]
mod strategies;
mod support;

use proptest::prelude::*;
use stompwire::protocol::stomp::{Decoded, Decoder, Encoder, Head};
use stompwire::protocol::{AckMode, Config, Error, Escaping, Frame, HeaderFault, Limits, Output};
use strategies::{cases, escaping, pieces, stream, text};
use support::Harness;
use support::decoding::{TIGHT, decode};
use support::delivery::headers;

/// The headers of a frame with these headers, if it can be written.
fn write(headers: &[(String, String)], escaping: Escaping) -> Result<Vec<u8>, Error> {
    let mut encoder = Encoder::new("MESSAGE", escaping);
    for (name, value) in headers {
        encoder.header(name.as_bytes(), value.as_bytes())?;
    }
    Ok(encoder.into_frame())
}

/// Why these headers cannot be written, from the specification and nothing else.
fn fault(headers: &[(String, String)], escaping: Escaping) -> Option<Error> {
    let octet = |text: &str| {
        text.chars().find_map(|octet| match octet {
            '\0' => Some(HeaderFault::Nul),
            '\r' if escaping < Escaping::V12 => Some(HeaderFault::CarriageReturn),
            '\n' if escaping < Escaping::V11 => Some(HeaderFault::LineFeed),
            _ => None,
        })
    };
    headers.iter().enumerate().find_map(|(at, (name, value))| {
        let repeated = headers.iter().take(at).any(|(earlier, _)| earlier == name);
        let fault = if name.is_empty() {
            HeaderFault::Empty
        } else if name.contains(':') && escaping < Escaping::V11 {
            HeaderFault::Colon
        } else {
            let octet = octet(name).or_else(|| octet(value));
            octet.or_else(|| repeated.then_some(HeaderFault::Reserved))?
        };
        let index = u32::try_from(at + 1).ok()?;
        Some(Error::InvalidHeader { index, fault })
    })
}

fn borrowed(headers: &[(String, String)]) -> Vec<(&str, &str)> {
    headers
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect()
}

fn all_headers() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec((text(), text()), 0..6)
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn what_is_written_reads_the_same_and_is_one_frame(given in all_headers(), escaping in escaping()) {
        let Ok(bytes) = write(&given, escaping) else { return Ok(()) };
        let mut rest = &*bytes;
        let decoded = Decoder::new(Limits::default()).decode(&mut rest, escaping);
        let Ok(Some(Decoded::Frame(Frame { head, body }))) = decoded else {
            return Err(TestCaseError::fail(format!("{decoded:?}")));
        };
        prop_assert_eq!(headers(&head, escaping), given);
        prop_assert_eq!((body.len(), rest.len()), (0, 0));
    }

    #[test]
    fn each_header_is_found_by_its_name(given in all_headers(), escaping in escaping()) {
        let Ok(bytes) = write(&given, escaping) else { return Ok(()) };
        let head = Head::new(bytes.strip_suffix(b"\n\n\0").unwrap_or_default(), escaping);
        for (name, value) in &given {
            let found = head.get(name.as_bytes()).map(|found| found.into_owned());
            prop_assert_eq!(found, Some(value.clone().into_bytes()));
        }
    }

    #[test]
    fn exactly_what_a_version_cannot_express_is_refused(given in all_headers(), number in 0..4_u32) {
        let escaping = Escaping::from_number(number);
        prop_assert_eq!(write(&given, escaping).err(), fault(&given, escaping));
    }

    #[test]
    fn what_is_refused_leaves_nothing_to_send(given in all_headers(), destination in text()) {
        let mut harness = Harness::connected();
        let pairs = borrowed(&given);
        let refused = harness.send(&destination, &pairs, "").is_err();
        prop_assert_eq!(harness.frames().is_empty(), refused);
        let subscribed = harness.try_subscribe("", &destination, AckMode::Auto, &pairs);
        prop_assert_eq!(harness.frames().is_empty(), subscribed.is_err());
    }

    #[test]
    fn connect_carries_exactly_the_headers_it_was_given(given in all_headers()) {
        let mut harness = Harness::new(Config { host: None, ..Config::default() });
        harness.connect();
        let pairs = borrowed(&given);
        harness.prepared(&pairs);
        harness.opened();
        let Some(connect) = harness.frames().pop() else {
            prop_assert!(fault(&given, Escaping::None).is_some());
            let opened = |output: &_| matches!(output, Output::Open { .. });
            prop_assert!(!harness.outputs().iter().any(opened));
            return Ok(());
        };
        let (found, error) = decode(&[connect.replacen("CONNECT", "CONNECTED", 1)], Limits::default());
        prop_assert_eq!(error, None);
        let [Decoded::Frame(frame)] = &*found else {
            return Err(TestCaseError::fail(format!("{found:?}")));
        };
        let mut read = headers(&frame.head, Escaping::None);
        prop_assert_eq!(read.split_off(2), given);
    }

    #[test]
    fn any_split_of_a_stream_decodes_equally(
        (bytes, pieces) in stream().prop_flat_map(|bytes| (Just(bytes.clone()), pieces(bytes))),
        tight in any::<bool>(),
    ) {
        let limits = if tight { TIGHT } else { Limits::default() };
        let whole = decode(&[&bytes], limits);
        prop_assert_eq!(&decode(&pieces, limits), &whole);
        let single: Vec<_> = bytes.chunks(1).collect();
        prop_assert_eq!(&decode(&single, limits), &whole);
    }

    #[test]
    fn no_bytes_make_the_decoder_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let (found, error) = decode(&[&bytes], TIGHT);
        prop_assert!(found.len() <= bytes.len());
        if let Some(error) = error {
            prop_assert!(error.offset as usize <= bytes.len());
        }
    }

    #[test]
    fn what_is_decoded_keeps_to_the_limits(bytes in stream()) {
        for decoded in decode(&[&bytes], TIGHT).0 {
            if let Decoded::Frame(Frame { head, body }) = decoded {
                prop_assert!(head.len() <= TIGHT.header_block as usize);
                prop_assert!(head.len() + body.len() <= TIGHT.frame as usize);
                let lines = head.split(|octet| *octet == b'\n');
                prop_assert!(lines.clone().count() <= TIGHT.headers as usize + 1);
                prop_assert!(lines.map(<[u8]>::len).all(|length| length < TIGHT.header_line as usize));
            }
        }
    }
}
