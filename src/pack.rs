//! What the packed module has instead of the standard library.

/// One thread and one instance for each page: the smallest allocator that frees is enough.
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// A panic is a bug. JavaScript sees the trap, settles every promise and starts a fresh module.
#[panic_handler]
fn trap(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
