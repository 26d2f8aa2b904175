//! The edge's choice between the two paths of a text message.

use stompwire::protocol::Limits;

/// The head of a message that looks like one whole frame: a short head of ASCII without CR, and no
/// NUL but the one at its end, after which a heart-beat may follow.
pub fn head<'a>(text: &'a str, limits: &Limits) -> Option<&'a [u8]> {
    let head = text.get(..text.find("\n\n")?)?;
    let end = text.get(text.find('\0')?..)?;
    let short = head.len() <= 4_096 && text.len() <= limits.frame as usize;
    let regular = head.is_ascii() && !head.contains('\r') && matches!(end, "\0" | "\0\n");
    (short && regular).then_some(head.as_bytes())
}
