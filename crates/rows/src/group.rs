//! Findings told once for all the rows they stand on, in the order of what is to be done: mend first, then judge, then
//! know.

use crate::finding::{Teller, Texts};
use domain::finding::{RowFinding, RowSeverity};
use domain::lang::Lang;
use std::collections::{BTreeMap, HashMap};

/// Up to so many rows each value is told by itself; of more, one stands for all, and the rows are named.
const VALUES_TOLD_MAX: usize = 10;
/// Runs of rows a sentence names.
const RUNS_TOLD_MAX: usize = 8;

/// One finding and the rows it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The finding of the first row; an argument that is another one in other rows ends in `…`.
    pub finding: RowFinding,
    /// First and last row of every run of rows, rising; empty for the sheet as a whole.
    pub rows: Vec<(u32, u32)>,
}

impl Group {
    /// A finding by itself.
    pub fn of(finding: RowFinding) -> Self {
        let rows = match finding.row {
            0 => Vec::new(),
            row => vec![(row, row)],
        };
        Self { finding, rows }
    }

    /// How many rows it stands on.
    pub fn count(&self) -> usize {
        let rows = self.rows.iter().map(|(from, to)| (to - from) as usize + 1);
        rows.sum()
    }

    /// The finding as a sentence that names its rows.
    pub fn render(&self, texts: &Texts, lang: Lang) -> String {
        texts.render_rows(&self.finding, &self.rows_text(lang), lang)
    }

    /// The rows as a sentence names them: `2-961`, `2、4、7-9`, `2、4、6、8、10、12、14、16 等 40`.
    pub fn rows_text(&self, lang: Lang) -> String {
        let shown = self.rows.iter().take(RUNS_TOLD_MAX);
        let runs: Vec<String> = shown
            .map(|(from, to)| match from == to {
                true => from.to_string(),
                false => format!("{from}-{to}"),
            })
            .collect();
        let (joint, rest) = match lang {
            Lang::Zh => ("、", format!(" 等 {} ", self.count())),
            Lang::En => (", ", format!(" … ({} in all)", self.count())),
        };
        let mut text = runs.join(joint);
        if self.rows.len() > RUNS_TOLD_MAX {
            text.push_str(&rest);
        }
        text
    }
}

impl Teller<'_> {
    /// The group as a sentence.
    pub fn tell_group(self, group: &Group) -> String {
        group.render(self.texts(), self.lang())
    }
}

/// What two findings share that say the same of two rows.
type Kind = (RowSeverity, String, String, String);

fn kind_of(finding: &RowFinding) -> Kind {
    (
        finding.severity,
        finding.code.clone(),
        finding.sheet.clone(),
        finding.column.clone(),
    )
}

/// Groups findings: the gravest first, those of one code together, in the order of their first rows.
pub fn group(findings: Vec<RowFinding>) -> Vec<Group> {
    let mut places: HashMap<Kind, usize> = HashMap::new();
    let mut kinds: Vec<Vec<RowFinding>> = Vec::new();
    for finding in findings {
        let place = *places.entry(kind_of(&finding)).or_insert_with(|| {
            kinds.push(Vec::new());
            kinds.len() - 1
        });
        if let Some(kind) = kinds.get_mut(place) {
            kind.push(finding);
        }
    }
    let mut groups: Vec<Group> = kinds.into_iter().flat_map(of_one_kind).collect();
    let mut first: HashMap<String, u32> = HashMap::new();
    for Group { finding, .. } in &groups {
        let row = first.entry(finding.code.clone()).or_insert(finding.row);
        *row = finding.row.min(*row);
    }
    groups.sort_by_cached_key(|group| {
        let finding = &group.finding;
        let severity = std::cmp::Reverse(finding.severity);
        let code_row = first.get(&finding.code).copied();
        (severity, code_row, finding.code.clone(), finding.row)
    });
    groups
}

/// Rows that say the very same are one group; so are all rows when their values are too many to be told one by one.
fn of_one_kind(findings: Vec<RowFinding>) -> Vec<Group> {
    if findings.len() > VALUES_TOLD_MAX {
        return together(findings).into_iter().collect();
    }
    let mut by_args: BTreeMap<BTreeMap<String, String>, Vec<RowFinding>> = BTreeMap::new();
    for finding in findings {
        let same = by_args.entry(finding.args.clone()).or_default();
        same.push(finding);
    }
    by_args.into_values().filter_map(together).collect()
}

fn together(mut findings: Vec<RowFinding>) -> Option<Group> {
    findings.sort_by_key(|finding| finding.row);
    let mut group = Group::of(findings.first()?.clone());
    for finding in findings.iter().skip(1) {
        for (name, value) in &mut group.finding.args {
            let other = finding.args.get(name);
            if !value.ends_with('…') && other != Some(value) {
                value.push('…');
            }
        }
        match group.rows.last_mut() {
            Some((_, last)) if finding.row <= last.saturating_add(1) => *last = finding.row,
            _ if finding.row > 0 => group.rows.push((finding.row, finding.row)),
            _ => {}
        }
    }
    Some(group)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes;
    use crate::finding::Note;

    fn finding(row: u32, value: &str) -> RowFinding {
        Note::new(codes::PLACEHOLDER)
            .arg("column", "开户行")
            .arg("value", value)
            .at("甲", row, "U".to_owned())
    }

    fn told(findings: Vec<RowFinding>) -> Vec<String> {
        let texts = Texts::new([codes::ALL]);
        let groups = group(findings);
        groups
            .iter()
            .map(|group| group.render(&texts, Lang::Zh))
            .collect()
    }

    #[test]
    fn a_finding_on_every_row_is_told_once_with_its_rows() {
        let all = told((2..=961).map(|row| finding(row, "无")).collect());
        assert_eq!(all.len(), 1);
        assert!(
            all[0].starts_with("第2-961行“开户行”填的是“无”"),
            "{}",
            all[0]
        );
        let texts = Texts::new([codes::ALL]);
        let groups = group([2, 3, 7].map(|row| finding(row, "无")).to_vec());
        let english = groups[0].render(&texts, Lang::En);
        assert!(english.starts_with("Rows 2-3, 7, \"开户行\""), "{english}");
        let odd = told((1..=40).map(|n| finding(2 * n, "无")).collect());
        assert!(
            odd[0].starts_with("第2、4、6、8、10、12、14、16 等 40 行"),
            "{}",
            odd[0]
        );
    }

    #[test]
    fn few_values_are_told_one_by_one_and_many_by_the_first() {
        let few = told(vec![finding(2, "无"), finding(3, "/"), finding(4, "无")]);
        assert_eq!(few.len(), 2);
        assert!(
            few[0].starts_with("第2、4行“开户行”填的是“无”"),
            "{}",
            few[0]
        );
        let many = told((2..=40).map(|row| finding(row, &row.to_string())).collect());
        assert_eq!(many.len(), 1);
        assert!(
            many[0].starts_with("第2-40行“开户行”填的是“2…”"),
            "{}",
            many[0]
        );
    }

    #[test]
    fn what_is_to_be_mended_stands_before_what_is_only_told_and_one_code_together() {
        let error = |row| {
            Note::new(codes::REQUIRED_MISSING)
                .arg("column", "年度")
                .at("甲", row, "K".to_owned())
        };
        let file = Note::new(codes::CELL_ERROR)
            .arg("column", "")
            .arg("value", "")
            .at_sheet("甲");
        let groups = group(vec![
            finding(2, "无"),
            error(9),
            finding(3, "/"),
            error(5),
            file,
        ]);
        let seen: Vec<(&str, u32)> = groups
            .iter()
            .map(|group| (group.finding.code.as_str(), group.finding.row))
            .collect();
        assert_eq!(
            seen,
            [
                ("cell-error", 0),
                ("required-missing", 5),
                ("placeholder", 2),
                ("placeholder", 3)
            ]
        );
        assert_eq!(groups[1].rows, [(5, 5), (9, 9)]);
        assert_eq!((groups[0].rows.len(), groups[0].count()), (0, 0));
    }
}
