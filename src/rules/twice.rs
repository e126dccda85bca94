//! What stands twice where each may stand once.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Up to this many, comparing each with those before it is cheaper than a table.
const FEW: usize = 24;

/// Calls `report` with each of `named` whose name is that of an earlier one: with the name, the first that has it, and
/// the later one.
pub(super) fn each_again<'n, T: Copy>(
    named: impl Iterator<Item = (Cow<'n, str>, T)>,
    mut report: impl FnMut(&str, T, T),
) {
    let named: Vec<(Cow<'n, str>, T)> = named.collect();
    if named.len() <= FEW {
        for (index, (name, again)) in named.iter().enumerate() {
            if let Some((_, first)) = named.iter().take(index).find(|(earlier, _)| earlier == name) {
                report(name, *first, *again);
            }
        }
        return;
    }
    let mut seen = HashMap::with_capacity(named.len());
    for (name, again) in named {
        match seen.entry(name) {
            Entry::Occupied(first) => report(first.key(), *first.get(), again),
            Entry::Vacant(place) => {
                place.insert(again);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_are_found_as_few_are() {
        for length in [0, 1, FEW, FEW + 1, 200] {
            let names = || (0..length).map(|index| (Cow::Owned((index % 17).to_string()), index));
            let mut found = Vec::new();
            each_again(names(), |name, first, again| found.push((name.to_owned(), first, again)));
            let expected: Vec<_> = (17..length).map(|index| ((index % 17).to_string(), index % 17, index)).collect();
            assert_eq!(found, expected);
        }
    }
}
