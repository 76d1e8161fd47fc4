//! Headers of two rows: 会员信息 over 姓名 and 身份证号 beside 对方信息 over the same words.

use crate::header::{Aliases, Known};
use crate::reader::Merge;
use rows::{ColumnSpec, RawCell, RawRow, normalise};

/// The words that name a person in a group's header: [`ColumnSpec::person`].
type Person = &'static [&'static str];

/// The people the columns of a sheet are about.
pub(crate) fn people(specs: &'static [ColumnSpec]) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    for spec in specs.iter().filter(|spec| !spec.person.is_empty()) {
        if !people.contains(&spec.person) {
            people.push(spec.person);
        }
    }
    people
}

/// Words that say nothing and end a group's header.
const TAILS: [&str; 5] = ["基本信息", "基本情况", "信息", "情况", "资料"];

/// Stands between the two rows of a header when it is shown in one.
pub(crate) const JOINT: char = '/';

/// One column's header, joined from both rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Joined {
    /// The header as a message shows it: `会员信息/姓名`.
    pub(crate) title: String,
    /// What is looked up: the group without its tail, and the column's own header. Both normalised.
    group: String,
    own: String,
}

/// The row names a group of columns of one person, and more beside it: the header goes on in the next row.
pub(crate) fn is_group_row(row: &RawRow, people: &[Person]) -> bool {
    let mut filled = 0;
    let mut groups = 0;
    for text in row.cells.iter().filter_map(RawCell::as_text) {
        let text = normalise(text);
        filled += u32::from(!text.is_empty());
        groups += u32::from(
            TAILS.iter().any(|tail| text.ends_with(tail)) && person(&text, people).is_some(),
        );
    }
    groups > 0 && filled > 1
}

/// Joins a row of groups with the row below it.
///
/// A group reaches as far as its cell is merged. Where no merge says so (CSV), it reaches to the next filled cell of
/// its row. A column without a header of its own keeps the upper one.
pub(crate) fn join(above: &RawRow, below: &RawRow, merges: &[Merge]) -> Vec<Option<Joined>> {
    let width = above.cells.len().max(below.cells.len());
    let mut joined = Vec::with_capacity(width);
    let mut reach: Option<(&str, usize)> = None;
    for index in 0..width {
        let top = text_at(above, index);
        let own = text_at(below, index);
        if let Some(top) = top {
            let to = merges
                .iter()
                .find(|merge| is_at(merge, above.row, index))
                .map_or(usize::MAX, |merge| merge.right as usize);
            // A header that stands for itself heads nothing beside it.
            let alone = own.is_none();
            reach = Some((top, if alone { index } else { to }));
        }
        let group = reach
            .filter(|(_, to)| index <= *to)
            .map_or("", |(group, _)| group);
        joined.push(match (own, top) {
            (Some(own), _) => Some(Joined::new(group, own)),
            (None, Some(top)) => Some(Joined::new("", top)),
            (None, None) => None,
        });
    }
    joined
}

fn is_at(merge: &Merge, row: u32, index: usize) -> bool {
    merge.left as usize == index && merge.top + 1 == row
}

fn text_at(row: &RawRow, index: usize) -> Option<&str> {
    row.cells
        .get(index)
        .and_then(RawCell::as_text)
        .filter(|text| !normalise(text).is_empty())
}

impl Joined {
    pub(crate) fn new(group: &str, own: &str) -> Self {
        let tidy = |text: &str| text.split_whitespace().collect::<Vec<_>>().join("");
        let (shown, own_shown) = (tidy(group), tidy(own));
        let group = normalise(group);
        Self {
            title: if shown.is_empty() {
                own_shown
            } else {
                format!("{shown}{JOINT}{own_shown}")
            },
            group: stem(&group).to_owned(),
            own: normalise(own),
        }
    }

    /// The column the header names: by group and own words together, else by its own words alone if they do not
    /// belong to somebody else.
    pub(crate) fn find(&self, aliases: &Aliases) -> Option<Known> {
        if self.group.is_empty() {
            return aliases.find_text(&self.own);
        }
        let whose = person(&self.group, aliases.people());
        let words = whose.unwrap_or_default();
        std::iter::once(self.group.as_str())
            .chain(words.iter().copied())
            .find_map(|group| aliases.find_text(&format!("{group}{}", self.own)))
            .or_else(|| {
                let known = aliases.find_text(&self.own)?;
                let owner = known.spec.person;
                let fits = whose.is_none_or(|whose| {
                    owner.is_empty()
                        || whose == owner
                        || person(&self.own, aliases.people()) == Some(owner)
                });
                fits.then_some(known)
            })
    }
}

fn stem(group: &str) -> &str {
    TAILS
        .iter()
        .find_map(|tail| group.strip_suffix(tail))
        .unwrap_or(group)
}

fn person(text: &str, people: &[Person]) -> Option<Person> {
    people
        .iter()
        .copied()
        .find(|words| words.iter().any(|word| text.starts_with(word)))
}
