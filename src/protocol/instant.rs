//! Time, as the edge tells it.

use core::ops::Add;

/// A moment: whole milliseconds after an origin of the edge's choice. Only differences mean anything.
///
/// `std::time::Instant` cannot be made in a browser, and a test wants to make its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(u64);

impl Instant {
    /// The moment `millis` milliseconds after the origin.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds after the origin.
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// The first of two moments, where there is one.
    pub fn earlier(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        match (one, other) {
            (Some(one), Some(other)) => Some(one.min(other)),
            _ => one.or(other),
        }
    }

    /// Whole milliseconds since `earlier`; 0 if that is later.
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl Add<u32> for Instant {
    type Output = Self;

    fn add(self, millis: u32) -> Self {
        Self(self.0 + u64::from(millis))
    }
}
