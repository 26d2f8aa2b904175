//! Virtual time, as long as a [`Clock`] lives.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/tests/web/clock.js")]
extern "C" {
    fn install();
    fn restore();
    fn advance(ms: f64);
    fn block(ms: f64);
    #[wasm_bindgen(js_name = sleep)]
    fn sleep_for(ms: f64);
    fn waiting() -> u32;
}

pub(crate) struct Clock;

impl Clock {
    /// Replaces the page's clock and timers.
    pub(crate) fn install() -> Self {
        install();
        Self
    }

    /// Lets time pass, and timers fire.
    pub(crate) fn advance(&self, ms: f64) {
        advance(ms);
    }

    /// Lets time pass, and no timer fire.
    pub(crate) fn block(&self, ms: f64) {
        block(ms);
    }

    /// Lets the device sleep, or sets its clock: by less than 0 back.
    pub(crate) fn sleep(&self, ms: f64) {
        sleep_for(ms);
    }

    /// How many timers are set.
    pub(crate) fn waiting(&self) -> u32 {
        waiting()
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        restore();
    }
}
