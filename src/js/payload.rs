//! Texts and bytes that stay in JavaScript.

use super::imports;

/// The number of a text, or of some bytes, in `memory.js`. Dropping it releases them there.
#[derive(Debug)]
pub(super) struct Text(i32);

impl Text {
    pub(super) const fn from_number(number: i32) -> Self {
        Self(number)
    }

    pub(super) const fn number(&self) -> i32 {
        self.0
    }
}

/// Another number for the same text.
impl Clone for Text {
    fn clone(&self) -> Self {
        Self(imports::share(self.0))
    }
}

impl Drop for Text {
    fn drop(&mut self) {
        imports::release(self.0);
    }
}
