//! What JavaScript reads and writes in place.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use spin::{Mutex, MutexGuard};

use crate::protocol::stomp::{Head, Header, unescape};
use crate::protocol::{Escaping, texts};

static MEMORY: Mutex<Memory> = Mutex::new(Memory {
    scratch: Vec::new(),
    arguments: Vec::new(),
    found: [0; 7],
    unescaped: [Vec::new(), Vec::new()],
});

struct Memory {
    /// Where JavaScript writes: heads, pieces of messages, arguments.
    scratch: Vec<u8>,
    /// Strings for the next call, in order; see [`texts`].
    arguments: Vec<u8>,
    /// Where the last header was found; see [`publish`].
    found: [u32; 7],
    /// Its name and value, where they had to be unescaped.
    unescaped: [Vec<u8>; 2],
}

fn memory() -> MutexGuard<'static, Memory> {
    MEMORY
        .try_lock()
        .expect("no export is called within a borrow")
}

/// Makes room for `size` bytes and tells where.
pub(super) fn reserve(size: usize) -> usize {
    let scratch = &mut memory().scratch;
    if scratch.len() < size {
        scratch.resize(size, 0);
    }
    scratch.as_ptr() as usize
}

/// Where [`find`] and [`next`] leave what they found.
pub(super) fn found_address() -> usize {
    memory().found.as_ptr() as usize
}

/// Lends the first `length` bytes. No JavaScript may run meanwhile.
pub(super) fn scratch<R>(length: usize, read: impl FnOnce(&[u8]) -> R) -> R {
    read(memory().scratch.get(..length).unwrap_or_default())
}

/// Takes `length` bytes as the next piece of an argument.
pub(super) fn push_argument(length: usize, last: bool) {
    let memory = &mut *memory();
    let piece = memory.scratch.get(..length).unwrap_or_default();
    memory.arguments.extend_from_slice(piece);
    if last {
        memory.arguments.push(texts::END);
    }
}

/// Takes all arguments.
pub(super) fn arguments() -> Vec<u8> {
    core::mem::take(&mut memory().arguments)
}

/// Finds the header whose name follows the head in the scratch memory.
pub(super) fn find(head: usize, name: usize, escaping: Escaping) -> bool {
    let memory = &mut *memory();
    let (head, rest) = memory.scratch.split_at(head.min(memory.scratch.len()));
    let head = Head::new(head, escaping);
    let header = head.find(rest.get(..name).unwrap_or_default());
    header.is_some_and(|header| {
        publish(
            head,
            header,
            escaping,
            &mut memory.found,
            &mut memory.unescaped,
        )
    })
}

/// Finds the header line at `position`.
pub(super) fn next(head: usize, position: usize, escaping: Escaping) -> bool {
    let memory = &mut *memory();
    let head = Head::new(memory.scratch.get(..head).unwrap_or_default(), escaping);
    let header = head.header_at(position);
    header.is_some_and(|header| {
        publish(
            head,
            header,
            escaping,
            &mut memory.found,
            &mut memory.unescaped,
        )
    })
}

/// Leaves where the next line starts, and for name and value: start, end, and whether these are
/// addresses of an unescaped copy rather than offsets in the head.
fn publish(
    head: Head<'_>,
    header: Header,
    escaping: Escaping,
    found: &mut [u32; 7],
    copies: &mut [Vec<u8>; 2],
) -> bool {
    let [name_copy, value_copy] = copies;
    let locate = |range: core::ops::Range<usize>, copy: &mut Vec<u8>| match unescape(
        head.slice(range.clone()),
        escaping,
    ) {
        Cow::Borrowed(_) => [range.start as u32, range.end as u32, 0],
        Cow::Owned(text) => {
            *copy = text;
            let address = copy.as_ptr() as u32;
            [address, address + copy.len() as u32, 1]
        }
    };
    let [a, b, c] = locate(header.name, name_copy);
    let [d, e, f] = locate(header.value, value_copy);
    *found = [header.next as u32, a, b, c, d, e, f];
    true
}
