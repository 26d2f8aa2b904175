//! Lists of texts as one run of bytes: nothing to allocate, to grow or to drop one by one.

use super::octets::find;

/// Follows every text of a list. UTF-8 never holds it.
pub const END: u8 = 0xff;

/// The first text of a list, and the list of the others.
pub fn split_first(list: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = find(list, END)?;
    let (first, others) = list.split_at(end);
    Some((first, others.get(1..).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_may_be_empty_and_a_list_too() {
        assert_eq!(split_first(b""), None);
        assert_eq!(split_first(b"\xff"), Some((&b""[..], &b""[..])));
        assert_eq!(
            split_first(b"a\xff\xffc\xff"),
            Some((&b"a"[..], &b"\xffc\xff"[..]))
        );
    }
}
