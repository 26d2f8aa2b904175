//! The one place where frames become fit for a log.

use alloc::vec::Vec;

use super::octets::find;

/// The head of a frame with the values of secret headers replaced by `***`.
///
/// Secret is what is called `passcode`, `authorization` or `cookie`, and what has `token`,
/// `secret` or `password` in its name, in any case.
pub(super) fn redact(head: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(head.len());
    for line in head.split_inclusive(|octet| *octet == b'\n') {
        let colon = find(line, b':').unwrap_or(0);
        let (name, value) = line.split_at(colon);
        out.extend_from_slice(name);
        if WORDS.iter().any(|word| contains(name, word)) {
            out.extend_from_slice(if value.ends_with(b"\n") {
                b":***\n"
            } else {
                b":***"
            });
        } else {
            out.extend_from_slice(value);
        }
    }
    out
}

const WORDS: [&[u8]; 6] = [
    b"passcode",
    b"authorization",
    b"cookie",
    b"token",
    b"secret",
    b"password",
];

fn contains(name: &[u8], word: &[u8]) -> bool {
    name.windows(word.len())
        .any(|part| part.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_secrets_and_nothing_else() {
        let head = b"CONNECT\nlogin:ada\nPasscode:x:y\nX-CSRF-TOKEN:abc\nhost:/";
        let fit = b"CONNECT\nlogin:ada\nPasscode:***\nX-CSRF-TOKEN:***\nhost:/";
        assert_eq!(redact(head), fit);
        assert_eq!(
            redact(b"CONNECT\nAuthorization:Bearer z"),
            b"CONNECT\nAuthorization:***"
        );
    }
}
