//! Takes the words out of panics.
//!
//! A panic in this module is a bug, has nowhere to print to and ends in a trap. Its message is composed all the
//! same, by code that is a fifth of the module; here every function that starts a panic traps at once, and
//! wasm-opt removes what only they have called.

use anyhow::ensure;
use walrus::{FunctionBuilder, FunctionId, FunctionKind, Module};

/// Rewrites the module.
///
/// # Errors
/// It has no such function: then the names below are out of date.
pub(super) fn silence(module: &mut Module) -> anyhow::Result<()> {
    let ids: Vec<FunctionId> = module
        .funcs
        .iter_local()
        .map(|(id, _)| id)
        .filter(|id| module.funcs.get(*id).name.as_deref().is_some_and(panics))
        .collect();
    ensure!(!ids.is_empty(), "no function of the module panics");
    for id in ids {
        trap(module, id);
    }
    Ok(())
}

/// Replaces a function's body by `unreachable`.
fn trap(module: &mut Module, id: FunctionId) {
    let FunctionKind::Local(function) = &module.funcs.get(id).kind else {
        return;
    };
    let arguments = function.args.clone();
    let (parameters, results) = module.types.params_results(function.ty());
    let (parameters, results) = (parameters.to_vec(), results.to_vec());
    let mut body = FunctionBuilder::new(&mut module.types, &parameters, &results);
    body.func_body().unreachable();
    module.funcs.get_mut(id).kind = FunctionKind::Local(body.local_func(arguments));
}

/// Whether this is one of the functions that never return, by its name without the crates' hashes.
fn panics(name: &str) -> bool {
    let mut plain = String::new();
    let mut depth = 0;
    for letter in name.chars() {
        match letter {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    NEVER_RETURN.iter().any(|part| plain.contains(part))
}

const NEVER_RETURN: [&str; 10] = [
    "core::panicking::",
    "core::cell::panic_already_",
    "std::thread::local::panic_access_error",
    "::assert_failed",
    "::capacity_overflow",
    "::expect_failed",
    "::unwrap_failed",
    "::handle_alloc_error",
    "_fail",
    "::rust_begin_unwind",
];
