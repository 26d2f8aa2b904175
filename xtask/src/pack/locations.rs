//! Erases the file names that panics would have told.
//!
//! They are data, which no tool knows to be unused once the panics are silent. Zeros take no room in a gzip.

use walrus::{DataId, Module};

/// Rewrites the module's data.
pub(super) fn erase(module: &mut Module) {
    let ids: Vec<DataId> = module.data.iter().map(|data| data.id()).collect();
    for id in ids {
        let bytes = &mut module.data.get_mut(id).value;
        let mut at = 0;
        while let Some(rest) = bytes.get_mut(at..).filter(|rest| !rest.is_empty()) {
            let length = path_length(rest).unwrap_or_default();
            rest.iter_mut().take(length).for_each(|byte| *byte = 0);
            at += length.max(1);
        }
    }
}

/// How long the path of a Rust file is with which this text begins.
fn path_length(text: &[u8]) -> Option<usize> {
    // Of the standard library, and of the crate.
    [b"/rustc/".as_slice(), b"src/"]
        .iter()
        .find(|start| text.starts_with(start))?;
    let is_path = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-./".contains(byte);
    let path = text.split(|byte| !is_path(byte)).next()?;
    let extension = path.windows(3).position(|end| end == b".rs")?;
    Some(extension + 3)
}

#[cfg(test)]
mod tests {
    use super::path_length;

    #[test]
    fn a_path_begins_where_one_may_and_ends_with_its_extension() {
        assert_eq!(path_length(b"src/js/mod.rssrc/lib.rs"), Some(13));
        assert_eq!(
            path_length(b"/rustc/59807616/library/core/src/cell.rs "),
            Some(40)
        );
        assert_eq!(path_length(b"src/js and mod.rs"), None);
        assert_eq!(path_length(b"js/mod.rs"), None);
    }
}
