//! The edge's choice between the two paths of a text message.

/// Head and body of a message that looks like one whole frame: a short head of ASCII without CR,
/// and no NUL but the one at its end, after which a heart-beat may follow.
pub fn parts(text: &str) -> Option<(&[u8], &[u8])> {
    let (head, rest) = text.split_once("\n\n")?;
    let (body, end) = rest.split_once('\0')?;
    let regular = head.len() <= 4_096 && head.is_ascii() && !head.contains('\r');
    (regular && matches!(end, "" | "\n")).then_some((head.as_bytes(), body.as_bytes()))
}
