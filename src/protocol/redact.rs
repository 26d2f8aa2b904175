//! The one place where frames become fit for a log.

use alloc::vec::Vec;

use super::octets::find;
use super::texts::split_first;

/// The head of a frame with the values of secret headers replaced by `***`.
///
/// Secret is what has `passcode`, `authorization`, `cookie`, `token`, `secret` or `password` in its
/// name, and what is called as one of `others`, a list of [`texts`](super::texts); in any case.
pub(super) fn redact(head: &[u8], others: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(head.len());
    for line in head.split_inclusive(|octet| *octet == b'\n') {
        let colon = find(line, b':').unwrap_or(0);
        let (name, value) = line.split_at(colon);
        out.extend_from_slice(name);
        if WORDS.iter().any(|word| contains(name, word)) || is_one_of(name, others) {
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

fn is_one_of(name: &[u8], mut names: &[u8]) -> bool {
    while let Some((one, rest)) = split_first(names) {
        if name.eq_ignore_ascii_case(one) {
            return true;
        }
        names = rest;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_secrets_and_nothing_else() {
        let head = b"CONNECT\nlogin:ada\nPasscode:x:y\nX-CSRF-TOKEN:abc\nhost:/";
        let fit = b"CONNECT\nlogin:ada\nPasscode:***\nX-CSRF-TOKEN:***\nhost:/";
        assert_eq!(redact(head, b""), fit);
        assert_eq!(
            redact(b"CONNECT\nAuthorization:Bearer z", b""),
            b"CONNECT\nAuthorization:***"
        );
    }

    #[test]
    fn replaces_what_the_user_names() {
        assert_eq!(
            redact(b"SEND\ntenant:a\nPIN:1234\npins:2", b"tan\xffpin\xff"),
            b"SEND\ntenant:a\nPIN:***\npins:2"
        );
    }
}
