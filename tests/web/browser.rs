//! What the browser does to a page, and keeps for it.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/tests/web/browser.js")]
extern "C" {
    #[wasm_bindgen(js_name = turn)]
    fn next_turn() -> Promise;

    /// Lets the page go, for good or into the browser's history.
    #[wasm_bindgen(js_name = hide)]
    pub(crate) fn hide();
    /// Lets the page come back from there.
    #[wasm_bindgen(js_name = show)]
    pub(crate) fn show();
    /// Lets the page hear this event of its network, or of its life.
    #[wasm_bindgen(js_name = tell)]
    pub(crate) fn tell(event: &str);
    #[wasm_bindgen(js_name = watchListeners)]
    fn watch_listeners();
    #[wasm_bindgen(js_name = countListeners)]
    fn count_listeners() -> u32;
    #[wasm_bindgen(js_name = unwatchListeners)]
    fn unwatch_listeners();
    #[wasm_bindgen(js_name = whenHiding)]
    fn add_hiding_listener(act: &JsValue);
    /// Whether the page is in a tab that nobody looks at.
    #[wasm_bindgen(js_name = setHidden)]
    pub(crate) fn set_hidden(hidden: bool);
    #[wasm_bindgen(js_name = whileHidden)]
    pub(crate) fn while_hidden(act: &mut dyn FnMut());

    /// What the browser keeps for this tab.
    #[wasm_bindgen(js_name = recorded)]
    pub(crate) fn recorded(key: &str) -> Option<String>;
    #[wasm_bindgen(js_name = record)]
    pub(crate) fn record(key: &str, text: &str);
}

/// The types of events that the page listens for, from its making on.
pub(crate) struct Listeners;

impl Listeners {
    pub(crate) fn watch() -> Self {
        watch_listeners();
        Self
    }

    pub(crate) fn count(&self) -> u32 {
        count_listeners()
    }
}

impl Drop for Listeners {
    fn drop(&mut self) {
        unwatch_listeners();
    }
}

/// Lets everything happen that is due.
pub(crate) async fn turn() {
    // A stream hands on its chunks one by one.
    for _ in 0..3 {
        JsFuture::from(next_turn()).await.expect("it is kept");
    }
}

/// Calls `act` when the page goes, in a listener of the page's own.
pub(crate) fn when_hiding(act: impl FnMut() + 'static) {
    add_hiding_listener(&Closure::<dyn FnMut()>::new(act).into_js_value());
}
