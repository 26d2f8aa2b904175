//! Makes the module's interface as small as our loader leaves it.
//!
//! The bindings generator writes for any module. Ours gives and takes numbers only, and our own JavaScript calls
//! it: what passes references and what ends a thread goes, and names become short.

use std::{fs, path::Path};

use anyhow::Context;
use walrus::{Module, passes::gc};

/// Rewrites the module, and writes into this folder what the names stand for: `exports.json` has the
/// short name of each export, `imports.json` the file and the function of each import.
///
/// # Errors
/// A list of names cannot be written, or the module imports what is no function of `src/js/`.
pub(super) fn shorten(module: &mut Module, folder: &Path) -> anyhow::Result<()> {
    drop_unused_exports(module);
    gc::run(module);
    write(&folder.join("imports.json"), &rename_imports(module)?)?;
    write(&folder.join("exports.json"), &rename_exports(module))
}

fn write(file: &Path, members: &[String]) -> anyhow::Result<()> {
    fs::write(file, format!("{{{}}}", members.join(",")))
        .with_context(|| file.display().to_string())
}

/// Without the function that starts it, the table of references has no user left.
fn drop_unused_exports(module: &mut Module) {
    let unused: Vec<_> = module
        .exports
        .iter()
        .filter(|export| export.name != "memory" && !export.name.starts_with(OURS))
        .map(|export| export.id())
        .collect();
    for id in unused {
        module.exports.delete(id);
    }
}

/// `release` of `./snippets/stompwire-0123456789abcdef/src/js/memory.js` becomes `a` of `js`.
fn rename_imports(module: &mut Module) -> anyhow::Result<Vec<String>> {
    let renamed = module
        .imports
        .iter_mut()
        .enumerate()
        .map(|(number, import)| {
            let file = import
                .module
                .split_once("/src/js/")
                .and_then(|(_, file)| file.strip_suffix(".js"))
                .with_context(|| {
                    format!("the module imports {} from {}", import.name, import.module)
                })?;
            let new = letters(number);
            let member = format!("{new:?}:[{file:?},{:?}]", import.name);
            import.module = "js".into();
            import.name = new;
            Ok(member)
        });
    renamed.collect()
}

fn rename_exports(module: &mut Module) -> Vec<String> {
    let ours = module
        .exports
        .iter_mut()
        .filter(|export| export.name.starts_with(OURS) && export.name != FAULT);
    let renamed = ours.enumerate().map(|(number, export)| {
        let old = std::mem::replace(&mut export.name, letters(number));
        format!("{old:?}:{:?}", export.name)
    });
    renamed.collect()
}

/// `a` to `z`, then `ba` to `zz`, and so on.
fn letters(number: usize) -> String {
    let last = char::from(b"abcdefghijklmnopqrstuvwxyz"[number % 26]);
    match number / 26 {
        0 => last.into(),
        rest => letters(rest) + &last.to_string(),
    }
}

/// What the crate's exports begin with.
const OURS: &str = "stompwire_";

/// Keeps its name: tests alone call it, and the others have the same letters with it and without.
const FAULT: &str = "stompwire_fault";

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn no_two_numbers_have_the_same_letters() {
        assert_eq!(
            [0, 25, 26, 27, 675].map(letters),
            ["a", "z", "ba", "bb", "zz"]
        );
        let mut all: Vec<String> = (0..2_000).map(letters).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 2_000);
    }
}
