//! Defects 15 to 18, 23 and 26: how a table is laid out.

use super::{E, F, W, fixture, header_and, number, says, second_child, sound, workbook};
use crate::support::{
    CHILD_ID, CHILD_ID_X, CLAIMS, MEMBER_ID, Outcome, Place, claim_row, column_of, csv_text,
    headers, put,
};
use child_premium::claim::Premium;
use domain::identity::Sex;
use import::write::{ColumnKind, CsvEncoding, Table, Value, csv};
use rust_xlsxwriter::{Format, Formula};

const SPOUSE_ID: &str = "430102198203040024";

fn cells(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

fn codes_of_row(outcome: &Outcome, place: usize) -> Vec<&str> {
    let findings = &outcome.rows[place].findings;
    findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

#[test]
fn defect_15_a_header_below_title_rows_is_found_and_the_head_is_kept() {
    let lines = [
        cells(&["2026年度居民医保缴费申报表"]),
        cells(&["填报单位：某小学工会", "", "填报日期：2025-10-31"]),
        headers(&CLAIMS),
        claim_row(&[]),
    ];
    let (place, _) = workbook(&[], |_| {});
    let path = place.xlsx_file(|sheet| {
        put(sheet, 0, &lines);
        sheet
            .merge_range(0, 0, 0, 9, &lines[0][0], &Format::new())
            .unwrap();
    });
    for path in [path, place.bytes("a.csv", csv_text(&lines).as_bytes())] {
        let outcome = place.read(&path);
        says(outcome.only("header-found"), W, "表头识别在第3行");
        assert_eq!(outcome.claims().len(), 1);
        let head = outcome.summary.head;
        assert_eq!(head.unit.as_deref(), Some("某小学工会"));
        assert_eq!(head.date.as_deref(), Some("2025-10-31"));
    }
    let deep = [vec![cells(&["说明"]); 15], lines.to_vec()].concat();
    let outcome = place.read(&place.bytes("b.csv", csv_text(&deep).as_bytes()));
    says(outcome.only("header-not-found"), F, "前 15 行");
}

fn two_rows() -> Vec<Vec<String>> {
    vec![
        cells(&[
            "序号",
            "工会代码",
            "会员信息",
            "",
            "子女信息",
            "",
            "",
            "关系",
            "年度",
            "缴费情况",
            "",
            "申请金额",
        ]),
        cells(&[
            "",
            "",
            "姓名",
            "身份证号",
            "姓名",
            "身份证号",
            "性别",
            "",
            "",
            "缴费方式",
            "金额",
            "",
        ]),
        cells(&[
            "1",
            "HN430102-001",
            "张三",
            MEMBER_ID,
            "张小明",
            CHILD_ID,
            "女",
            "父女",
            "2026",
            "全额",
            "400",
            "400",
        ]),
    ]
}

#[test]
fn defect_15_two_name_columns_are_told_apart_by_the_header_row_above_them() {
    let place = Place::claims();
    let lines = two_rows();
    let merged = place.xlsx_file(|sheet| {
        put(sheet, 0, &lines);
        for (left, right) in [(2, 3), (4, 6), (9, 10)] {
            let text = &lines[0][usize::from(left)];
            sheet
                .merge_range(0, left, 0, right, text, &Format::new())
                .unwrap();
        }
        for column in [0, 1, 7, 8, 11] {
            let text = &lines[0][usize::from(column)];
            sheet
                .merge_range(0, column, 1, column, text, &Format::new())
                .unwrap();
        }
    });
    for path in [merged, place.bytes("a.csv", csv_text(&lines).as_bytes())] {
        let outcome = place.read(&path);
        says(outcome.only("header-found"), W, "表头识别在第2行");
        let claims = outcome.claims();
        assert_eq!(claims[0].claimant.name, "张三");
        assert_eq!(claims[0].subject.name, "张小明");
        assert_eq!(claims[0].claimant.identities[0].canonical(), MEMBER_ID);
        assert_eq!(claims[0].subject.identities[0].canonical(), CHILD_ID);
        assert_eq!(
            claims[0].premium().paid.map(domain::fen::Fen::get),
            Some(40_000)
        );
        let title = &outcome.summary.columns[3].title;
        assert_eq!(title, "子女信息/姓名");
        // The header as it is shown in one row is understood again.
        let titles: Vec<String> = (0..12)
            .map(|index| {
                let column = outcome.summary.columns.iter().find(|c| c.index == index);
                column.map_or(String::new(), |column| column.title.clone())
            })
            .collect();
        let again = [titles, lines[2].clone()];
        let outcome = place.read(&place.bytes("b.csv", csv_text(&again).as_bytes()));
        sound(&outcome, 1);
        assert_eq!(outcome.claims()[0].subject.name, "张小明");
    }
    // Without the upper row nobody can tell the two apart.
    let outcome = place.read(&place.bytes("c.csv", csv_text(&lines[1..]).as_bytes()));
    assert!(outcome.summary.is_refused());
    assert!(outcome.codes().contains(&"header-duplicate"));
}

#[test]
fn defect_15_a_column_of_one_person_is_never_taken_for_anothers() {
    let place = Place::claims();
    let mut lines = two_rows();
    lines[0][4] = "配偶信息".to_owned();
    let outcome = place.read(&place.bytes("a.csv", csv_text(&lines).as_bytes()));
    assert!(outcome.claims().is_empty());
    says(outcome.only("header-missing"), F, "子女姓名");
    // Beside the child's own columns they are the spouse's, and what a spouse has no column for is nobody's.
    for (line, cells) in
        lines
            .iter_mut()
            .zip([["子女信息", ""], ["姓名", "身份证号"], ["张小明", CHILD_ID]])
    {
        line.extend(cells.map(str::to_owned));
    }
    lines[2][5] = SPOUSE_ID.to_owned();
    let outcome = place.read(&place.bytes("b.csv", csv_text(&lines).as_bytes()));
    assert_eq!(outcome.claims()[0].subject.name, "张小明");
    assert_eq!(outcome.claims()[0].subject.sex, Some(Sex::Female));
    let spouse = outcome.claims()[0].partner.clone().unwrap();
    assert_eq!(spouse.identities[0].canonical(), SPOUSE_ID);
    let unknown = outcome
        .all_findings()
        .into_iter()
        .find(|finding| finding.code == "columns-unknown")
        .unwrap();
    assert!(unknown.args["columns"].contains("配偶信息/性别"));
}

const MEMBERS: [&str; 6] = [
    "工会代码",
    "会员姓名",
    "会员身份证号",
    "开户行",
    "银行卡号",
    "户名",
];

#[test]
fn defect_16_merged_member_cells_are_filled_down_within_their_range_only() {
    let blank: Vec<(&str, &str)> = MEMBERS.iter().map(|header| (*header, "")).collect();
    let second = [blank.clone(), vec![("子女身份证号", CHILD_ID_X)]].concat();
    let rows = [claim_row(&[]), claim_row(&second), claim_row(&blank)];
    let (place, path) = workbook(&rows, |sheet| {
        for header in MEMBERS.iter().chain(&["子女姓名"]) {
            let column = number(header);
            let text = &claim_row(&[])[column_of(header)];
            sheet
                .merge_range(1, column, 2, column, text, &Format::new())
                .unwrap();
        }
    });
    let outcome = place.read(&path);
    // The child's name is merged too, and a child's cell is never filled.
    let codes = [vec!["merged-filled"; 6], vec!["required-missing"]].concat();
    assert_eq!(codes_of_row(&outcome, 1), codes);
    let finding = outcome.rows[2].findings.first().unwrap();
    says(
        finding,
        E,
        "第4行“工会代码”为空，请补填，不要使用合并单元格",
    );
    assert_eq!(outcome.claims().len(), 1);
    // CSV tells nothing of merged cells.
    let csv = Place::claims().csv(&rows[..2]);
    assert!(codes_of_row(&csv, 1).contains(&"required-missing"));
    for name in [
        "plain.xls",
        "libreoffice-plain.xlsx",
        "libreoffice-plain.html",
        "openpyxl-plain.xlsx",
    ] {
        let outcome = Place::claims().read(&fixture(name));
        assert_eq!(codes_of_row(&outcome, 1), ["merged-filled"; 6], "{name}");
        says(&outcome.rows[1].findings[0], W, "取自合并单元格的首行");
        let claims = outcome.claims();
        let last = claims.last().unwrap();
        assert_eq!(last.subject.identities[0].canonical(), CHILD_ID_X);
        assert_eq!(last.claimant.identities[0].canonical(), MEMBER_ID);
    }
}

#[test]
fn defect_17_totals_and_signatures_are_no_data_and_the_totals_are_reconciled() {
    let total = |word: &str, amount: &str| {
        let mut row = vec![String::new(); CLAIMS.len()];
        row[0] = word.to_owned();
        row[column_of("申请金额")] = amount.to_owned();
        row
    };
    let with = |word: &str, amount: &str| {
        let signatures = cells(&["制表人：王五", "", "审核人：赵六", "", "单位盖章："]);
        Place::claims().csv(&[
            claim_row(&[]),
            second_child(),
            total(word, amount),
            signatures,
        ])
    };
    for word in ["合计", "总计", "小计", "共计", "合 计：2人"] {
        let outcome = with(word, "800.00");
        sound(&outcome, 2);
        assert_eq!(outcome.summary.rows, 2);
    }
    let outcome = with("合计：3人", "1,200");
    assert_eq!(outcome.codes(), ["totals-count-differs", "totals-differ"]);
    let findings = outcome.all_findings();
    says(findings[0], W, "表内合计 3 行与系统合计 2 行不一致");
    says(findings[1], W, "表内合计 1,200.00 与系统合计 800.00 不一致");
    assert_eq!(outcome.claims().len(), 2);
}

#[test]
fn defect_18_a_formulas_result_is_used_and_an_error_value_is_refused() {
    let (place, path) = workbook(&[claim_row(&[("申请金额", "")])], |sheet| {
        let sum = Formula::new("=200+200").set_result("400");
        sheet.write_formula(1, number("申请金额"), sum).unwrap();
    });
    let mut outcome = place.read(&path);
    for name in ["", "plain.xls", "libreoffice-plain.xlsx"] {
        if !name.is_empty() {
            outcome = Place::claims().read(&fixture(name));
        }
        assert_eq!(codes_of_row(&outcome, 0), ["formula-used"], "{name}");
        let finding = &outcome.rows[0].findings[0];
        says(
            finding,
            W,
            "第2行“申请金额”是公式，已按其结果取值；请粘贴为数值",
        );
        assert_eq!(outcome.claims()[0].claimed.get(), 40_000);
    }
    // openpyxl writes formulas without their results.
    let outcome = Place::claims().read(&fixture("openpyxl-plain.xlsx"));
    assert_eq!(codes_of_row(&outcome, 0), ["formula-without-result"]);
    says(&outcome.rows[0].findings[0], E, "请粘贴为数值");
    for error in ["#REF!", "#N/A", "#VALUE!"] {
        let (place, path) = workbook(&[claim_row(&[("申请金额", "")])], |sheet| {
            let broken = Formula::new("=A1").set_result(error);
            sheet.write_formula(1, number("申请金额"), broken).unwrap();
        });
        let outcome = place.read(&path);
        assert!(outcome.claims().is_empty(), "{error}");
        let finding = &outcome.rows[0].findings[0];
        assert_eq!(finding.severity, E);
    }
}

#[test]
fn defect_18_text_that_looks_like_a_formula_is_data_and_is_disarmed_on_the_way_out() {
    let outcome = Place::claims().csv(&[claim_row(&[("票据号", "=1+1")])]);
    sound(&outcome, 1);
    assert_eq!(
        outcome.claims()[0].premium().voucher.as_deref(),
        Some("=1+1")
    );
    for start in ["=", "+", "-", "@"] {
        let table = Table {
            title: "t".to_owned(),
            head: Vec::new(),
            columns: vec![("a".to_owned(), ColumnKind::Text)],
            rows: vec![vec![Value::Text(format!("{start}1+1"))]],
        };
        let text = String::from_utf8(csv(&table, CsvEncoding::Utf8Bom).unwrap()).unwrap();
        assert!(text.contains(&format!("'{start}1+1")), "{text}");
    }
}

#[test]
fn defect_23_swapped_identity_columns_refuse_the_file() {
    let swapped = |n: usize| {
        let rows: Vec<Vec<String>> = (0..n)
            .map(|_| claim_row(&[("会员身份证号", CHILD_ID), ("子女身份证号", MEMBER_ID)]))
            .collect();
        let right: Vec<Vec<String>> = (n..5).map(|_| claim_row(&[])).collect();
        Place::claims().csv(&[rows, right].concat())
    };
    let outcome = swapped(2);
    let finding = outcome.summary.file_findings.last().unwrap();
    assert_eq!(finding.code, "columns-swapped");
    says(finding, F, "会员与享受人证件列疑似颠倒（2 行，占 40%）");
    assert!(outcome.summary.is_refused());
    assert!(!swapped(1).summary.is_refused(), "one in five is a slip");
    assert!(!swapped(0).codes().contains(&"columns-swapped"));
}

#[test]
fn defect_26_blank_rows_are_skipped_and_keep_their_numbers() {
    let (place, path) = workbook(&[claim_row(&[])], |sheet| {
        let format = Format::new().set_border(rust_xlsxwriter::FormatBorder::Thin);
        for row in 2..20_000 {
            sheet.write_blank(row, 0, &format).unwrap();
        }
        put(sheet, 20_000, &[second_child()]);
    });
    let outcome = place.read(&path);
    sound(&outcome, 2);
    assert_eq!(outcome.rows[1].staged.row, 20_001);
    let mut few = Place::claims();
    few.limits.rows = 1;
    let rows = vec![claim_row(&[]); 40];
    let path = few.bytes("a.csv", csv_text(&header_and(&rows)).as_bytes());
    let outcome = few.read(&path);
    let finding = outcome.summary.file_findings.last().unwrap();
    assert_eq!(finding.code, "file-too-many-rows");
    says(finding, F, "数据超过 1 行");
}
