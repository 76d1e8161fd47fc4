//! Cells are cleaned once, in every column alike, and the row as received is kept.

use crate::support::{CLAIMS, Outcome, Place, claim_row, column_of, csv_text, headers, render};
use domain::fen::Fen;
use rows::Lang;

fn one(set: &[(&str, &str)]) -> Outcome {
    Place::claims().csv(&[claim_row(set)])
}

/// The columns of the claims sheet, each with a value that can stand there.
const FILLED: [&str; 22] = [
    "工会代码",
    "会员姓名",
    "会员身份证号",
    "子女姓名",
    "证件类型",
    "子女身份证号",
    "出生日期",
    "性别",
    "与会员关系",
    "年度",
    "缴费方式",
    "已缴金额",
    "缴费日期",
    "票据号",
    "缴费渠道",
    "申请金额",
    "会员意愿",
    "亲子证明",
    "开户行",
    "银行卡号",
    "户名",
    "资助身份",
];

fn value_of(header: &str) -> String {
    if header == "资助身份" {
        return "无".to_owned();
    }
    claim_row(&[]).swap_remove(column_of(header))
}

#[test]
fn marks_that_nobody_sees_go_from_every_column_with_a_warning() {
    let plain = one(&[("资助身份", "无")]);
    for header in FILLED {
        let value = value_of(header);
        for raw in [
            format!("\u{202D}{value}\u{202C}"),
            format!("\u{2066}{value}\u{2069}"),
            format!("{value}\u{180E}"),
            format!("\u{FFFC}{value}"),
            format!("\u{200B}{value}\u{FEFF}"),
            format!("\t{value}"),
            format!("{value}\u{A0}"),
        ] {
            let outcome = one(&[("资助身份", "无"), (header, &raw)]);
            let [finding] = outcome.all_findings()[..] else {
                panic!("{header} {raw:?}: {:?}", outcome.codes())
            };
            assert!(finding.code.ends_with("blanks-removed"), "{}", finding.code);
            assert_eq!(outcome.claims(), plain.claims(), "{header} {raw:?}");
            let index = u16::try_from(column_of(header)).unwrap();
            let kept = outcome.rows[0]
                .staged
                .at(index)
                .and_then(|cell| cell.as_text());
            assert_eq!(kept, Some(raw.as_str()), "the original is kept");
        }
    }
}

#[test]
fn characters_that_look_alike_become_the_ordinary_ones_in_every_column() {
    for (header, raw) in [
        ("开户行", "建设银⾏长沙分行"),
        ("与会员关系", "⽗⼥"),
        ("性别", "\u{2F25}"),
        ("缴费方式", "报\u{FE00}销"),
        ("亲子证明", "出⽣医学证明"),
        ("会员意愿", "同意\u{FE0F}"),
    ] {
        let outcome = one(&[(header, raw)]);
        let [finding] = outcome.all_findings()[..] else {
            panic!("{header}: {:?}", outcome.codes())
        };
        let codes = ["ordinary-characters", "selectors-removed"];
        assert!(codes.contains(&finding.code.as_str()), "{header}");
        assert_eq!(outcome.claims(), one(&[]).claims(), "{header}");
    }
}

#[test]
fn a_word_for_nothing_is_an_empty_cell_in_every_column() {
    let words = [
        "无",
        "/",
        "—",
        "——",
        "-",
        "null",
        "NULL",
        "undefined",
        "NaN",
        "待定",
        "不详",
        "N/A",
        " 无 ",
        "无\u{200B}",
    ];
    for header in FILLED.into_iter().filter(|header| *header != "资助身份") {
        let empty = one(&[(header, "")]);
        for word in words {
            let outcome = one(&[(header, word)]);
            let told: Vec<&str> = outcome.codes();
            assert_eq!(
                told.iter().filter(|code| **code == "placeholder").count(),
                1,
                "{header} {word}"
            );
            let others: Vec<&str> = told
                .into_iter()
                .filter(|code| *code != "placeholder")
                .collect();
            assert_eq!(others, empty.codes(), "{header} {word}");
            assert_eq!(outcome.claims(), empty.claims(), "{header} {word}");
        }
    }
    let outcome = one(&[("配偶姓名", "无"), ("配偶身份证号", "无")]);
    assert_eq!(outcome.codes(), ["placeholder"; 2]);
    assert_eq!(outcome.claims()[0].partner, None);
    let told = render(outcome.all_findings()[0], Lang::Zh);
    assert!(told.contains("“配偶姓名”填的是“无”，按空白处理"), "{told}");
}

#[test]
fn a_column_whose_list_has_the_word_keeps_it() {
    assert_eq!(one(&[("资助身份", "无")]).codes(), Vec::<&str>::new());
}

#[test]
fn no_bank_called_nothing_and_no_child_called_null_comes_to_a_payment() {
    for (header, word) in [
        ("开户行", "无"),
        ("户名", "/"),
        ("银行卡号", "无"),
        ("子女姓名", "null"),
        ("子女姓名", "nan"),
    ] {
        let outcome = one(&[(header, word)]);
        assert!(outcome.claims().is_empty(), "{header} {word}");
    }
}

#[test]
fn a_newborn_with_a_certificate_and_no_number_yet_is_taken() {
    let outcome = one(&[
        ("证件类型", "出生证明"),
        ("子女身份证号", "无"),
        ("出生医学证明编号", "X320101001"),
        ("性别", "女"),
    ]);
    assert_eq!(outcome.codes(), ["placeholder"]);
    let claims = outcome.claims();
    assert_eq!(claims[0].subject.identities[0].canonical(), "X320101001");
    assert_eq!(claims[0].claimed, Fen::new(40_000));
}

#[test]
fn papers_are_known_by_the_words_people_use() {
    use domain::identity::IdentityKind as Kind;
    for (words, kind) in [
        (
            "二代身份证 户口薄 户口本 居民户口薄 身份证件",
            Kind::ResidentId,
        ),
        ("出生证明 出生证 医学出生证明", Kind::BirthCertificate),
        (
            "回乡证 台胞证 港澳居民来往内地通行证(回乡证)",
            Kind::TravelPermit,
        ),
        (
            "港澳居民居住证 台湾居民居住证 港澳台居住证",
            Kind::ResidencePermit,
        ),
        ("永居证", Kind::ForeignPermit2023),
    ] {
        for word in words.split(' ') {
            let kinds = rows::document_word(word).unwrap_or_default();
            assert_eq!(kinds.first(), Some(&kind), "{word}");
        }
    }
}

#[test]
fn the_area_of_a_number_that_nobody_of_that_age_can_have_is_told() {
    let number = |area: &str, born: &str| {
        (0..100)
            .map(|last| format!("{area}{born}12{last:02}"))
            .chain((0..10).map(|last| format!("{area}{born}12{last}X")))
            .find(|id| {
                domain::identity::parse(id, crate::support::day(crate::support::TODAY)).is_ok()
            })
            .unwrap()
    };
    for (area, born, code) in [
        ("439999", "20150307", Some("identity-area-never")),
        ("431121", "20230307", Some("identity-area-gone")),
        ("431121", "20200307", None),
        ("431181", "20230307", None),
        ("110101", "20230307", None),
    ] {
        let outcome = one(&[
            ("子女身份证号", &number(area, born)),
            ("出生日期", ""),
            ("性别", ""),
        ]);
        assert_eq!(outcome.codes(), Vec::from_iter(code), "{area} {born}");
        assert_eq!(outcome.claims().len(), 1);
    }
}

#[test]
fn a_row_that_holds_only_words_for_nothing_is_told() {
    for word in ["na", "无", "/", "null", "待定"] {
        let mut lines = vec![headers(&CLAIMS), claim_row(&[])];
        lines.push(vec![String::new(), word.to_owned()]);
        let place = Place::claims();
        let outcome = place.read(&place.bytes("a.csv", csv_text(&lines).as_bytes()));
        let ignored = outcome.only("row-ignored");
        assert_eq!(ignored.row, 3, "{word}");
    }
}
