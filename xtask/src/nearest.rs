//! Which name did a mistyped one mean?

/// The name that takes the fewest edits to reach; the first of equals, `""` where there are none.
pub(crate) fn nearest<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> &'a str {
    names
        .min_by_key(|name| edits(typed, name))
        .unwrap_or_default()
}

/// The Levenshtein distance: letters to insert, delete or replace.
fn edits(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, b) in row.iter_mut().skip(1).zip(to.chars()) {
            let above = *cell;
            *cell = (diagonal + usize::from(a != b))
                .min(above + 1)
                .min(left + 1);
            diagonal = above;
            left = *cell;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{edits, nearest};

    #[test]
    fn counts_insertions_deletions_and_replacements() {
        assert_eq!(edits("", "pack"), 4);
        assert_eq!(edits("pack", ""), 4);
        assert_eq!(edits("pakc", "pack"), 2);
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(edits("demo", "demo"), 0);
    }

    #[test]
    fn finds_the_name_that_was_meant() {
        let names = ["pack", "demo", "test", "bench", "help"];
        assert_eq!(nearest("tst", names.into_iter()), "test");
        assert_eq!(nearest("benhc", names.into_iter()), "bench");
        assert_eq!(nearest("anything", [].into_iter()), "");
    }
}
