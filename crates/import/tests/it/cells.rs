//! What clerks and Excel do to cells, and what becomes of it.

use crate::support::render;
use crate::support::{
    CHILD_ID, CHILD_ID_X, CLAIMS, MEMBER_ID, Outcome, Place, claim_row, column_of, day, headers,
    put,
};
use child_premium::Method;
use child_premium::claim::Premium;
use child_premium::claim::{Assistance, PaidBy};
use domain::draft::{Proof, Relation};
use domain::fen::Fen;
use domain::finding::RowSeverity;
use domain::identity::{IdentityKind, Sex};
use rows::Lang;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula};

fn one(set: &[(&str, &str)]) -> Outcome {
    Place::claims().csv(&[claim_row(set)])
}

fn code_of(set: &[(&str, &str)], code: &str) -> Outcome {
    let outcome = one(set);
    outcome.only(code);
    outcome
}

#[test]
fn a_sound_row_becomes_a_claim_without_findings() {
    let outcome = one(&[]);
    assert_eq!(outcome.codes(), Vec::<&str>::new());
    let claims = outcome.claims();
    let [claim] = claims.as_slice() else { panic!() };
    assert_eq!(claim.unit_code, "HN430102-001");
    assert_eq!(claim.claimant.identities[0].canonical(), MEMBER_ID);
    assert_eq!(claim.subject.identities[0].canonical(), CHILD_ID);
    assert_eq!(claim.subject.birth_date, Some(day("2015-03-07")));
    assert_eq!(claim.subject.sex, Some(Sex::Female));
    assert_eq!(
        (
            claim.premium().relation,
            Method::of(claim),
            claim.year.get()
        ),
        (Relation::Birth, Method::Reimburse, 2026)
    );
    assert_eq!(
        (claim.premium().paid, claim.claimed),
        (Some(Fen::new(40_000)), Fen::new(40_000))
    );
    assert_eq!(claim.premium().paid_on, Some(day("2025-10-08")));
    assert_eq!(
        (claim.premium().paid_by, claim.premium().assistance),
        (Some(PaidBy::Member), Assistance::None)
    );
    assert_eq!(
        (claim.premium().consent, claim.premium().proof),
        (true, Some(Proof::BirthCertificate))
    );
    assert_eq!(
        claim.payee.as_ref().unwrap().card.canonical(),
        "6222000000000000004"
    );
}

#[test]
fn a_number_stored_by_excel_is_refused_and_never_cast() {
    let outcome = code_of(&[("子女身份证号", "4.30102E+17")], "identity-excel-number");
    assert!(outcome.claims().is_empty());
    let finding = outcome.only("identity-excel-number");
    assert_eq!(
        (finding.row, finding.column.as_str(), finding.severity),
        (2, "F", RowSeverity::Error)
    );
    assert_eq!(
        render(finding, Lang::Zh),
        "第2行“子女身份证号”被 Excel 存成了数字，后3位已丢失，无法恢复。请将该列设为“文本”格式后按证件重新录入。"
    );
    // The very number whose naive cast passes its check by accident, and an account number.
    let outcome = Place::claims().xlsx(|sheet| {
        put(
            sheet,
            0,
            &[
                headers(&CLAIMS),
                claim_row(&[
                    ("子女身份证号", ""),
                    ("银行卡号", ""),
                    ("出生日期", "2025-11-15"),
                ]),
            ],
        );
        sheet
            .write_number(
                1,
                column_of("子女身份证号") as u16,
                430_702_202_511_150_016_f64,
            )
            .unwrap();
        sheet
            .write_number(
                1,
                column_of("银行卡号") as u16,
                6_222_000_000_000_000_004_f64,
            )
            .unwrap();
    });
    assert_eq!(
        outcome.codes(),
        ["identity-excel-number", "bank-card-excel-number"]
    );
    assert!(outcome.claims().is_empty());
}

#[test]
fn a_formula_does_not_hide_a_number_from_the_check() {
    let outcome = Place::claims().xlsx(|sheet| {
        put(
            sheet,
            0,
            &[
                headers(&CLAIMS),
                claim_row(&[("子女身份证号", ""), ("申请金额", "")]),
            ],
        );
        let id = Formula::new("=430102201503070027").set_result("430102201503070000");
        sheet
            .write_formula(1, column_of("子女身份证号") as u16, id)
            .unwrap();
        let amount = Formula::new("=200+200").set_result("400");
        sheet
            .write_formula(1, column_of("申请金额") as u16, amount)
            .unwrap();
    });
    assert_eq!(
        outcome.codes(),
        ["formula-used", "identity-excel-number", "formula-used"]
    );
}

#[test]
fn eighteen_digits_that_end_in_000_are_suspicious_even_when_they_pass() {
    let counties = domain::area::COUNTIES.iter();
    let (passing, failing): (Vec<String>, Vec<String>) = counties
        .map(|county| format!("{}201503070000", county.code))
        .partition(|id| domain::identity::parse(id, day(crate::support::TODAY)).is_ok());
    let passes = passing.first().unwrap();
    code_of(
        &[("子女身份证号", failing.first().unwrap())],
        "identity-excel-truncated",
    );
    let outcome = one(&[("子女身份证号", passes), ("性别", "")]);
    assert_eq!(
        outcome.only("identity-suspect-excel-000").severity,
        RowSeverity::Warning
    );
    assert_eq!(outcome.claims().len(), 1);
}

#[test]
fn full_width_digits_and_blanks_are_mended_with_a_warning() {
    let outcome = one(&[("子女身份证号", "４３０１０２２０１５０３０７００６Ｘ")]);
    assert_eq!(outcome.codes(), ["identity-full-width"]);
    assert_eq!(
        outcome.claims()[0].subject.identities[0].canonical(),
        CHILD_ID_X
    );
    for raw in [
        "'430102201503070027",
        "430102 20150307\u{a0}0027",
        "\u{200b}430102201503070027\t",
        "430102\n201503070027",
    ] {
        let outcome = one(&[("子女身份证号", raw)]);
        assert_eq!(outcome.codes(), ["identity-blanks-removed"], "{raw:?}");
        assert_eq!(outcome.claims().len(), 1);
    }
}

#[test]
fn a_letter_for_a_digit_is_refused_with_a_suggestion_and_a_small_x_is_taken() {
    let outcome = code_of(
        &[("子女身份证号", "43O102201503070027")],
        "identity-charset-suggestion",
    );
    let text = render(outcome.only("identity-charset-suggestion"), Lang::Zh);
    assert!(
        text.contains("第3位") && text.contains("“O”") && text.contains("“0”"),
        "{text}"
    );
    code_of(
        &[("子女身份证号", "43010220150307002×")],
        "identity-charset",
    );
    assert_eq!(
        one(&[("子女身份证号", "43010220150307006x")]).codes(),
        Vec::<&str>::new()
    );
}

#[test]
fn wrong_numbers_are_told_by_what_is_wrong() {
    for (id, code) in [
        ("430102201503070028", "identity-check-digit"),
        ("43010220150230002X", "identity-birth-date"),
        ("430102201513070020", "identity-birth-date"),
        ("990102201503070027", "identity-province-prefix"),
        ("43010220150307002", "identity-length"),
        ("身份证", "identity-length"),
    ] {
        let outcome = one(&[("子女身份证号", id)]);
        assert_eq!(outcome.only(code).severity, RowSeverity::Error, "{id}");
        assert!(outcome.claims().is_empty(), "{id}");
    }
}

#[test]
fn fifteen_digits_are_converted_for_a_member_and_refused_for_a_child() {
    let outcome = one(&[("会员身份证号", "430102800101003")]);
    assert_eq!(
        outcome.only("identity-converted-from-15").severity,
        RowSeverity::Warning
    );
    assert_eq!(
        outcome.claims()[0].claimant.identities[0].canonical(),
        MEMBER_ID
    );
    code_of(
        &[("子女身份证号", "430102150307002"), ("出生日期", "")],
        "identity-child-15",
    );
}

#[test]
fn a_certificate_stands_in_for_a_newborns_number_wherever_it_was_typed() {
    let certificate = [
        ("子女身份证号", ""),
        ("证件类型", "出生医学证明"),
        ("出生医学证明编号", "X430101001"),
    ];
    let outcome = one(&certificate);
    assert_eq!(outcome.codes(), Vec::<&str>::new());
    assert_eq!(
        outcome.claims()[0].subject.identities[0].kind(),
        IdentityKind::BirthCertificate
    );
    assert_eq!(
        outcome.claims()[0].subject.birth_date,
        Some(day("2015-03-07"))
    );
    let outcome = one(&[("子女身份证号", "X430101001"), ("证件类型", "出生医学证明")]);
    assert_eq!(
        outcome.only("certificate-in-id-column").severity,
        RowSeverity::Warning
    );
    assert_eq!(
        outcome.claims()[0].subject.identities[0].kind(),
        IdentityKind::BirthCertificate
    );
    let both = one(&[("出生医学证明编号", "X430101001")]);
    let kinds: Vec<_> = both.claims()[0]
        .subject
        .identities
        .iter()
        .map(|number| number.kind())
        .collect();
    assert_eq!(
        kinds,
        [IdentityKind::ResidentId, IdentityKind::BirthCertificate]
    );
    code_of(&[("子女身份证号", "")], "child-identity-missing");
    code_of(&[("出生医学证明编号", CHILD_ID)], "certificate-wrong");
    let no_birth = [
        ("子女身份证号", ""),
        ("证件类型", ""),
        ("出生医学证明编号", "X430101001"),
        ("出生日期", ""),
    ];
    code_of(&no_birth, "required-missing");
}

#[test]
fn a_passport_needs_its_kind_and_a_wrong_kind_is_told() {
    let outcome = one(&[("子女身份证号", "E12345678"), ("证件类型", "护照")]);
    assert_eq!(outcome.codes(), Vec::<&str>::new());
    assert_eq!(
        outcome.claims()[0].subject.identities[0].kind(),
        IdentityKind::Passport
    );
    let outcome = one(&[("证件类型", "护照")]);
    assert_eq!(
        outcome.only("document-kind-differs").severity,
        RowSeverity::Warning
    );
    assert_eq!(
        outcome.claims()[0].subject.identities[0].kind(),
        IdentityKind::ResidentId
    );
    code_of(&[("证件类型", "学生证")], "unknown-word");
}

#[test]
fn a_birth_date_or_sex_that_contradicts_the_number_is_told() {
    assert_eq!(
        code_of(&[("出生日期", "2015-03-08")], "birth-date-differs")
            .claims()
            .len(),
        0
    );
    assert_eq!(
        code_of(&[("性别", "男")], "sex-differs").claims()[0]
            .subject
            .sex,
        Some(Sex::Female)
    );
}

#[test]
fn a_month_without_its_day_takes_the_day_from_the_number() {
    let outcome = code_of(&[("出生日期", "2015年3月")], "date-day-from-identity");
    assert_eq!(
        outcome.claims()[0].subject.birth_date,
        Some(day("2015-03-07"))
    );
    code_of(&[("出生日期", "2015年4月")], "birth-date-differs");
    let newborn = [
        ("子女身份证号", ""),
        ("证件类型", ""),
        ("出生医学证明编号", "X430101001"),
        ("出生日期", "2025.10"),
    ];
    code_of(&newborn, "date-no-day");
}

#[test]
fn dates_that_cannot_be_told_are_refused() {
    for (text, code) in [
        ("15.3.7", "date-two-digit-year"),
        ("2015.1", "date-ambiguous-month"),
        ("某日", "date-format"),
        ("2025-02-30", "date-format"),
    ] {
        code_of(&[("缴费日期", text)], code);
    }
    code_of(&[("缴费日期", "2025-12-20")], "date-future");
    code_of(&[("缴费日期", "45938")], "date-serial-text");
}

#[test]
fn excel_dates_follow_the_workbooks_date_system() {
    let with = |serial: f64, date1904: bool| {
        let place = Place::claims();
        let path = place.xlsx_file(|sheet| {
            put(
                sheet,
                0,
                &[
                    headers(&CLAIMS),
                    claim_row(&[("出生日期", ""), ("缴费日期", "")]),
                ],
            );
            sheet
                .write_number(1, column_of("出生日期") as u16, serial)
                .unwrap();
            let format = Format::new().set_num_format("yyyy-mm-dd");
            let paid = ExcelDateTime::from_ymd(2025, 10, 8).unwrap();
            sheet
                .write_datetime_with_format(1, column_of("缴费日期") as u16, &paid, &format)
                .unwrap();
        });
        let path = if date1904 {
            set_1904(&place, &path)
        } else {
            path
        };
        place.read(&path)
    };
    let outcome = with(42_070.0, false);
    assert_eq!(outcome.codes(), Vec::<&str>::new());
    assert_eq!(
        outcome.claims()[0].premium().paid_on,
        Some(day("2025-10-08"))
    );
    // Under the other system the birth serial is read with the workbook's flag.
    let outcome = with(40_608.0, true);
    assert_eq!(
        outcome.claims().len(),
        0,
        "the day of payment is now four years later"
    );
    assert_eq!(outcome.codes(), ["date-future"]);
    // A 1904 serial in a 1900 workbook is the sign of a copy between the two.
    let outcome = with(40_608.0, false);
    assert_eq!(outcome.only("date-1904").severity, RowSeverity::Warning);
    assert_eq!(
        outcome.claims()[0].subject.birth_date,
        Some(day("2015-03-07"))
    );
}

/// Writes the workbook again with its 1904 flag set.
fn set_1904(place: &Place, path: &std::path::Path) -> std::path::PathBuf {
    crate::support_zip::rewrite(path, &place.path("1904.xlsx"), |name, text| {
        (name == "xl/workbook.xml")
            .then(|| text.replace("<workbookPr ", "<workbookPr date1904=\"1\" "))
    })
}

#[test]
fn amounts_are_exact_or_refused() {
    for text in ["400元", "４００", "400.00", "399.99999999", "￥400"] {
        assert_eq!(
            one(&[("申请金额", text)]).claims()[0].claimed,
            Fen::new(40_000),
            "{text}"
        );
    }
    assert_eq!(
        one(&[("申请金额", "1,100.00")]).claims()[0].claimed,
        Fen::new(110_000)
    );
    for (text, code) in [
        ("四百", "amount-chinese-numeral"),
        ("-400", "amount-negative"),
        ("400.005", "amount-fraction-of-fen"),
        ("约400", "amount-format"),
        ("99999999999999", "amount-too-large"),
    ] {
        assert!(
            code_of(&[("申请金额", text)], code).claims().is_empty(),
            "{text}"
        );
    }
    let outcome = Place::claims().xlsx(|sheet| {
        put(
            sheet,
            0,
            &[headers(&CLAIMS), claim_row(&[("申请金额", "")])],
        );
        sheet
            .write_number(1, column_of("申请金额") as u16, 399.999_999_999_999_94)
            .unwrap();
    });
    assert_eq!(outcome.claims()[0].claimed, Fen::new(40_000));
}

#[test]
fn names_keep_their_letters_and_separators_become_one() {
    for dot in ["•", "・", "‧", "．", ".", "∙", "⋅", "･"] {
        let name = format!("阿里木{dot}买买提");
        let outcome = one(&[("会员姓名", &name), ("户名", "阿里木买买提")]);
        assert_eq!(outcome.codes(), ["name-separator"], "{dot}");
        assert_eq!(outcome.claims()[0].claimant.name, "阿里木·买买提");
    }
    assert_eq!(
        one(&[("子女姓名", "张 小 明")]).codes(),
        ["name-blanks-removed"]
    );
    assert_eq!(
        one(&[("子女姓名", "张䶮𠮷")]).claims()[0].subject.name,
        "张䶮𠮷"
    );
    for lost in ["张?", "张□", "张\u{FFFD}", "张\u{E000}"] {
        code_of(&[("子女姓名", lost)], "name-lost-character");
    }
    code_of(&[("子女姓名", "张yan")], "name-latin-in-han");
    code_of(&[("子女姓名", "张3")], "name-symbol");
}

#[test]
fn unknown_words_list_what_may_be_written() {
    for header in [
        "与会员关系",
        "缴费方式",
        "缴费渠道",
        "资助身份",
        "会员意愿",
        "亲子证明",
        "性别",
    ] {
        let outcome = code_of(&[(header, "随便")], "unknown-word");
        assert!(render(outcome.only("unknown-word"), Lang::Zh).contains("随便"));
    }
    code_of(&[("年度", "26年")], "year-format");
    assert_eq!(one(&[("年度", "2026年度")]).claims().len(), 1);
    code_of(&[("工会代码", "芙蓉区")], "unit-code-format");
}

#[test]
fn everything_wrong_with_a_row_is_told_at_once() {
    let outcome = one(&[
        ("会员姓名", ""),
        ("子女身份证号", "430102201503070028"),
        ("年度", "明年"),
        ("申请金额", "四百"),
        ("缴费日期", "昨天"),
    ]);
    assert_eq!(
        outcome.codes(),
        [
            "required-missing",
            "identity-check-digit",
            "year-format",
            "date-format",
            "amount-chinese-numeral"
        ]
    );
}

#[test]
fn error_values_are_refused_and_text_that_looks_like_a_formula_is_data() {
    let outcome = Place::claims().xlsx(|sheet| {
        put(
            sheet,
            0,
            &[headers(&CLAIMS), claim_row(&[("申请金额", "")])],
        );
        let broken = Formula::new("=#REF!").set_result("#REF!");
        sheet
            .write_formula(1, column_of("申请金额") as u16, broken)
            .unwrap();
    });
    assert!(outcome.claims().is_empty());
    assert!(!outcome.codes().is_empty());
    for text in ["=1+1", "+86", "@x", "-1"] {
        let outcome = one(&[("票据号", text)]);
        assert_eq!(outcome.claims()[0].premium().voucher.as_deref(), Some(text));
    }
}

#[test]
fn a_long_number_in_a_text_column_is_refused_too() {
    code_of(&[("票据号", "4.43E+15")], "number-lost-digits");
    let outcome = Place::claims().xlsx(|sheet| {
        put(sheet, 0, &[headers(&CLAIMS), claim_row(&[("票据号", "")])]);
        sheet
            .write_number(1, column_of("票据号") as u16, 4_430_000_000_000_001_234_f64)
            .unwrap();
    });
    outcome.only("number-lost-digits");
}

#[test]
fn a_reimbursement_names_the_members_own_account() {
    code_of(&[("银行卡号", ""), ("开户行", "")], "payee-incomplete");
    assert_eq!(
        code_of(&[("户名", "李四")], "holder-differs")
            .only("holder-differs")
            .severity,
        RowSeverity::Review
    );
    assert_eq!(
        code_of(&[("银行卡号", "6222000000000000001")], "bank-card-luhn")
            .claims()
            .len(),
        1
    );
    code_of(&[("银行卡号", "6222-0000")], "bank-card-charset");
    code_of(&[("银行卡号", "6.222E+18")], "bank-card-excel-number");
    let shared = one(&[
        ("缴费方式", "分摊"),
        ("银行卡号", ""),
        ("开户行", ""),
        ("户名", ""),
    ]);
    assert_eq!(shared.codes(), Vec::<&str>::new());
    assert_eq!(shared.claims()[0].payee, None);
}

#[test]
fn the_same_row_twice_is_refused_the_second_time_with_the_row_of_the_first() {
    let outcome = Place::claims().csv(&[
        claim_row(&[]),
        claim_row(&[("年度", "2025")]),
        claim_row(&[("票据号", "2")]),
    ]);
    let finding = outcome.only("duplicate-in-file");
    assert_eq!((finding.row, finding.args["first"].as_str()), (4, "2"));
    assert_eq!(outcome.claims().len(), 2);
}

#[test]
fn a_parent_hardly_older_than_the_child_is_told() {
    let outcome = code_of(
        &[("会员身份证号", "430102200801310012")],
        "parent-too-young",
    );
    assert_eq!(outcome.claims().len(), 1);
}

#[test]
fn a_row_as_received_survives_sealing_and_opening() {
    let outcome = Place::claims().xlsx(|sheet| {
        put(
            sheet,
            0,
            &[
                headers(&CLAIMS),
                claim_row(&[("子女身份证号", "４３０102201503070027")]),
            ],
        );
    });
    let staged = &outcome.rows[0].staged;
    let json = serde_json::to_string(staged).unwrap();
    assert!(json.contains("４３０102201503070027"));
    assert_eq!(
        &serde_json::from_str::<rows::StagedRow>(&json).unwrap(),
        staged
    );
    assert!(!format!("{staged:?}").contains("430102"));
}

#[test]
fn the_number_of_the_claim_a_row_corrects_is_read_with_and_without_hyphens() {
    let number = domain::claim_number::ClaimNumber::from_random(
        domain::year::BenefitYear::new(2026),
        123_456_789,
    );
    for text in [number.to_string(), number.as_str().to_lowercase()] {
        let outcome = one(&[("申报编号", &text)]);
        assert_eq!(outcome.claims()[0].corrects.as_ref(), Some(&number));
    }
    assert_eq!(one(&[]).claims()[0].corrects, None);
}

#[test]
fn a_mistyped_claim_number_is_refused_and_says_what_is_wrong_with_it() {
    let good = domain::claim_number::ClaimNumber::from_random(
        domain::year::BenefitYear::new(2026),
        123_456_789,
    );
    let mut wrong = good.to_string();
    let last = if wrong.ends_with('7') { "8" } else { "7" };
    wrong.replace_range(wrong.len() - 1.., last);
    for (text, code) in [
        (wrong.as_str(), "claim-number-check"),
        ("第3号", "claim-number-format"),
    ] {
        assert_eq!(code_of(&[("申报编号", text)], code).claims().len(), 0);
    }
}
