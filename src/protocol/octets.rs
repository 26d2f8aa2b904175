//! The search that all parsing here is made of.

/// Where `octet` is first. One loop for all, and no `contains`, which would bring 350 bytes of its own.
#[inline(never)]
pub(super) fn find(octets: &[u8], octet: u8) -> Option<usize> {
    octets.iter().position(|other| *other == octet)
}
