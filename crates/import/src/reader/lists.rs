//! Hidden sheets that only feed drop-down lists: templates keep their words there, and no row of data.

use super::choose::Candidate;
use super::scan::{cell_name, column_number};
use crate::limits::COLUMNS_MAX;
use std::collections::BTreeSet;

/// Marks the hidden sheets of which every filled column is offered by a drop-down list of another sheet, by itself or
/// through a range's name. A sheet that holds anything beside them is not only a list, and stays an obstacle.
pub(super) fn mark(sheets: &mut [Candidate], names: &[(String, String)]) {
    let mut offered: BTreeSet<(String, u32)> = BTreeSet::new();
    for sheet in sheets.iter().filter(|sheet| !sheet.hidden) {
        for formula in &sheet.scan.lists {
            // A list that is looked up by a word in another cell may offer any of the named ranges.
            let any_name = formula.to_uppercase().contains("INDIRECT(");
            let named = names
                .iter()
                .filter(|(name, _)| any_name || has_word(formula, name))
                .map(|(_, range)| range);
            for text in named.chain([formula]) {
                offered.extend(columns_named(text));
            }
        }
    }
    for sheet in sheets.iter_mut().filter(|sheet| sheet.hidden) {
        let name = sheet.name.to_lowercase();
        sheet.feeds_lists = sheet.scan.filled
            && sheet
                .scan
                .columns
                .iter()
                .all(|column| offered.contains(&(name.clone(), *column)));
    }
}

/// The formula uses this name, and not only a longer one.
fn has_word(formula: &str, name: &str) -> bool {
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '!');
    !name.is_empty()
        && formula.match_indices(name).any(|(at, _)| {
            let before = formula.get(..at).and_then(|text| text.chars().next_back());
            let after = formula
                .get(at + name.len()..)
                .and_then(|text| text.chars().next());
            !before.is_some_and(joins) && !after.is_some_and(joins)
        })
}

/// Sheets in lower case and columns that a formula points to: `字典!$A$1:$B$9`, `'a b'!A:A`, `$字典.$A$1:.$A$9`.
fn columns_named(formula: &str) -> Vec<(String, u32)> {
    let mut found = Vec::new();
    for (at, mark) in formula.match_indices(['!', '.']) {
        let before = formula.get(..at).unwrap_or_default();
        let Some(sheet) = sheet_before(before).filter(|sheet| !sheet.is_empty()) else {
            continue;
        };
        let range: String = formula
            .get(at + mark.len()..)
            .unwrap_or_default()
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '$' | ':' | '.'))
            .collect();
        let mut ends = range.split(':').map(|end| {
            let end = end.trim_start_matches('.');
            let letters: String = end.chars().filter(char::is_ascii_alphabetic).collect();
            cell_name(end)
                .map(|(_, column)| column)
                .or_else(|| column_number(&letters))
        });
        if let Some(from) = ends.next().flatten() {
            let to = ends.next().flatten().unwrap_or(from);
            // A sheet that is wider holds more than lists.
            let to = to.min(COLUMNS_MAX as u32);
            found.extend((from..=to).map(|column| (sheet.to_lowercase(), column)));
        }
    }
    found
}

/// The sheet's name that ends where a reference begins.
fn sheet_before(text: &str) -> Option<&str> {
    if let Some(quoted) = text.strip_suffix('\'') {
        return quoted.rsplit_once('\'').map(|(_, name)| name);
    }
    let name = text
        .rsplit(|c: char| !(c.is_alphanumeric() || c == '_'))
        .next()?;
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_in_formulas_of_both_programs() {
        let one = |formula: &str| columns_named(formula);
        let a = vec![("字典".to_owned(), 0)];
        assert_eq!(one("字典!$A$1:$A$9"), a);
        assert_eq!(one("OFFSET('字典'!$A$1,0,0,COUNTA(B:B))"), a);
        assert_eq!(one("of:cell-content-is-in-list([$字典.$A$1:.$A$9])"), a);
        assert_eq!(one("字典!A:B").len(), 2);
        assert_eq!(one("\"男,女\""), []);
    }

    #[test]
    fn a_name_is_a_whole_word() {
        assert!(has_word("性别", "性别"));
        assert!(has_word("IF(A1,性别,0)", "性别"));
        assert!(!has_word("性别2", "性别"));
        assert!(!has_word("本人性别", "性别"));
    }
}
