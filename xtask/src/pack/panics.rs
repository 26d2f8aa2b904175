//! Takes the words out of panics.
//!
//! A panic in this module is a bug, has nowhere to print to and ends in a trap. Its message is composed all the
//! same, by code that is a tenth of the module; here every function that starts a panic traps at once, and
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

/// Whether this is one of the standard library's functions that never return.
fn panics(name: &str) -> bool {
    let name = without_hashes(name);
    // Methods are written `<alloc::vec::Vec<_>>::remove::…`.
    let path = name.trim_start_matches('<');
    let standard = ["core::", "alloc::", "std::", "__rustc::"]
        .iter()
        .any(|library| path.starts_with(library));
    standard
        && (path.starts_with("core::panicking::")
            || path.split("::").any(|part| NEVER_RETURN.contains(&part)))
}

/// `core[0123456789abcdef]::cell::f` becomes `core::cell::f`.
fn without_hashes(name: &str) -> String {
    let parts = name
        .split('[')
        .enumerate()
        .map(|(number, part)| match part.split_once(']') {
            Some((_, rest)) if number > 0 => rest,
            _ => part,
        });
    parts.collect()
}

const NEVER_RETURN: [&str; 14] = [
    "assert_failed",
    "capacity_overflow",
    "expect_failed",
    "handle_alloc_error",
    "handle_error",
    "len_mismatch_fail",
    "panic_access_error",
    "panic_already_borrowed",
    "panic_already_mutably_borrowed",
    "rust_begin_unwind",
    "slice_error_fail",
    "slice_error_fail_rt",
    "slice_index_fail",
    "unwrap_failed",
];

#[cfg(test)]
mod tests {
    use super::panics;

    #[test]
    fn knows_what_never_returns_from_what_does() {
        assert!(panics("core[c5930c85a12de822]::panicking::panic_fmt"));
        assert!(panics(
            "core[c5930c85a12de822]::slice::copy_from_slice_impl::len_mismatch_fail"
        ));
        assert!(panics(
            "<alloc[3ca501edff3f0c7c]::vec::Vec<_, _>>::remove::assert_failed"
        ));
        assert!(!panics(
            "stompwire::protocol::engine::Engine<B>::handle_error::hae2be9aff9bec8ce"
        ));
        assert!(!panics("stompwire_preparation_failed"));
        assert!(!panics("alloc::vec::Vec<T,A>::push::h0809b165dee2794a"));
    }
}
