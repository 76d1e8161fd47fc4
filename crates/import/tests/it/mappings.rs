//! Headers a union's operator confirmed, and headers that only look like known ones.

use crate::support::render;
use crate::support::{CLAIMS, Outcome, Place, claim_row, csv_text, headers};
use domain::finding::RowSeverity;
use import::Mappings;
use rows::Lang;

fn mappings(unit: &str) -> Mappings {
    let fields = [("家长", "member_name"), ("会员姓名", "child_name")];
    Mappings {
        unit: unit.to_owned(),
        fields: fields
            .into_iter()
            .map(|(header, field)| (header.to_owned(), field.to_owned()))
            .collect(),
    }
}

fn read(header: &str, mappings: Mappings, units: &[&str]) -> Outcome {
    let mut place = Place::claims();
    place.mappings = mappings;
    let mut first = headers(&CLAIMS);
    first[1] = header.to_owned();
    let rows = units.iter().map(|unit| claim_row(&[("工会代码", unit)]));
    let lines: Vec<_> = std::iter::once(first).chain(rows).collect();
    place.read(&place.bytes("a.csv", csv_text(&lines).as_bytes()))
}

#[test]
fn a_confirmed_header_is_read_and_told() {
    let outcome = read("家长*", mappings("HN430102-001"), &["HN430102-001"]);
    let finding = outcome.only("mapping-used");
    assert_eq!((finding.row, finding.column.as_str()), (1, "B"));
    assert!(render(finding, Lang::Zh).contains("读作“会员姓名”"));
    assert_eq!(outcome.claims()[0].claimant.name, "张三");
}

#[test]
fn a_known_header_keeps_its_meaning_whatever_was_saved() {
    let outcome = read("会员姓名", mappings("HN430102-001"), &["HN430102-001"]);
    assert_eq!(outcome.codes(), Vec::<&str>::new());
    assert_eq!(outcome.claims()[0].claimant.name, "张三");
}

#[test]
fn a_row_of_another_union_is_not_read_by_the_headers_of_the_first() {
    let outcome = read(
        "家长",
        mappings("HN430102-001"),
        &["HN430102-001", "HN430102-002"],
    );
    assert_eq!(outcome.codes(), ["mapping-of-other-unit", "mapping-used"]);
    assert_eq!(outcome.claims().len(), 1);
    assert_eq!(outcome.rows[1].findings[0].severity, RowSeverity::Error);
}

#[test]
fn an_unknown_header_that_looks_like_a_known_one_is_told_and_never_read() {
    for header in ["会员姓明", "会员的姓名", "会员姓名全称"] {
        let outcome = read(header, Mappings::default(), &["HN430102-001"]);
        assert!(outcome.summary.is_refused() && outcome.rows.is_empty());
        if header == "会员的姓名" {
            assert_eq!(outcome.codes(), ["header-missing"]);
            continue;
        }
        assert_eq!(outcome.codes(), ["header-missing", "column-suggestion"]);
        let text = render(outcome.all_findings()[1], Lang::Zh);
        let command = format!(
            "gongbao import mapping save claims --unit 工会代码 --header {header} --field member_name"
        );
        assert!(text.contains(&command), "{text}");
    }
    let outcome = read("血型", Mappings::default(), &["HN430102-001"]);
    assert_eq!(outcome.codes(), ["header-missing"]);
}
