//! How long to wait before the next attempt.

use super::Reconnect;

/// Exponential back-off with full jitter: any wait up to a bound that doubles with every failure, so
/// that clients which lose one server together do not come back together.
#[derive(Debug)]
pub(super) struct Backoff {
    failures: u32,
    random: u32,
}

impl Backoff {
    pub(super) const fn new(seed: u32) -> Self {
        Self {
            failures: 0,
            // Seeds that are near each other are spread (Knuth's multiplicative hash); the generator
            // never leaves 0.
            random: seed.wrapping_mul(0x9e37_79b1) | 1,
        }
    }

    /// How many waits have followed each other without a connection that lasted.
    pub(super) const fn failures(&self) -> u32 {
        self.failures
    }

    /// A connection has proven stable.
    pub(super) const fn reset(&mut self) {
        self.failures = 0;
    }

    /// The next wait, in milliseconds.
    pub(super) fn next(&mut self, policy: &Reconnect) -> u32 {
        let doubled = u64::from(policy.initial_delay) << self.failures.min(31);
        let most = doubled.min(u64::from(policy.max_delay));
        self.failures = self.failures.saturating_add(1);
        // Xorshift (Marsaglia): a few instructions, and nobody gains from guessing it.
        self.random ^= self.random << 13;
        self.random ^= self.random >> 17;
        self.random ^= self.random << 5;
        ((u64::from(self.random) * (most + 1)) >> 32) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_cap_and_fill_what_they_may() {
        let policy = Reconnect::default();
        let mut longest = [0; 8];
        for seed in 0..2_000 {
            let mut backoff = Backoff::new(seed);
            for longest in &mut longest {
                *longest = backoff.next(&policy).max(*longest);
            }
        }
        for (longest, bound) in longest
            .iter()
            .zip([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
        {
            assert!((bound * 99 / 100..=bound).contains(longest), "{longest}");
        }
    }

    #[test]
    fn begins_anew_after_a_connection_that_lasted() {
        let policy = Reconnect::default();
        let mut backoff = Backoff::new(7);
        for _ in 0..40 {
            backoff.next(&policy);
        }
        assert_eq!(backoff.failures(), 40);
        backoff.reset();
        assert!(backoff.next(&policy) <= 1_000);
    }
}
