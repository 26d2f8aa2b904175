//! Frames that are longer than one message may be.

/// Cuts a text into pieces of at most `most` UTF-16 units, never within a character.
pub(crate) fn pieces(text: &str, most: Option<u32>) -> impl Iterator<Item = &str> {
    let most = most.map_or(usize::MAX, |most| most as usize);
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut units = 0;
        let end = rest.char_indices().find(|(_, character)| {
            units += character.len_utf16();
            units > most
        });
        let (piece, others) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        rest = others;
        (!piece.is_empty()).then_some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::pieces;

    fn cut(text: &str, most: u32) -> Vec<&str> {
        pieces(text, Some(most)).collect()
    }

    #[test]
    fn what_fits_is_one_piece() {
        assert_eq!(cut("abcd", 4), ["abcd"]);
        assert_eq!(pieces("abcd", None).collect::<Vec<_>>(), ["abcd"]);
    }

    #[test]
    fn no_character_is_cut() {
        assert_eq!(cut("ab😀😀c", 3), ["ab", "😀", "😀c"]);
    }
}
