//! Defects 1 to 5, 10 to 12, 22, 24 and 25: what stands in single cells and rows.

use super::{E, W, fixture, number, one, says, sound, told, workbook};
use crate::support::{CHILD_ID, CHILD_ID_X, Place, claim_row, day};
use domain::fen::Fen;

const ID: &str = "子女身份证号";

#[test]
fn defect_01_an_identity_number_stored_as_a_number_is_refused_and_never_cast() {
    let words = "第2行“子女身份证号”被 Excel 存成了数字，后3位已丢失，无法恢复。请将该列设为“文本”格式后按证件重新录入。";
    told(&[(ID, "4.30102E+17")], "identity-excel-number", E, words);
    // The number whose naive cast passes its check by accident.
    let (place, path) = workbook(
        &[claim_row(&[(ID, ""), ("出生日期", "2025-11-15")])],
        |sheet| {
            sheet
                .write_number(1, number(ID), 430_702_202_511_150_016_f64)
                .unwrap();
        },
    );
    let outcome = place.read(&path);
    says(outcome.only("identity-excel-number"), E, words);
    assert!(outcome.claims().is_empty());
    let old = Place::claims().read(&fixture("numbers.xls"));
    says(old.only("identity-excel-number"), E, words);
    let (place, path) = workbook(&[claim_row(&[])], |_| {});
    sound(&place.read(&path), 1);
}

#[test]
fn defect_02_eighteen_digits_ending_in_000_are_refused_when_they_fail_and_told_when_they_pass() {
    let passes = |id: &String| domain::identity::parse(id, day(crate::support::TODAY)).is_ok();
    let counties = domain::area::COUNTIES.iter();
    let (passing, failing): (Vec<String>, Vec<String>) = counties
        .map(|county| format!("{}201503070000", county.code))
        .partition(passes);
    let words = "末三位为000";
    told(&[(ID, &failing[0])], "identity-excel-truncated", E, words);
    told(
        &[(ID, &passing[0]), ("性别", "")],
        "identity-suspect-excel-000",
        W,
        "末三位为000，疑似 Excel 截断，请核对证件原件。",
    );
    sound(&one(&[]), 1);
}

#[test]
fn defect_03_full_width_characters_are_made_half_width_and_told() {
    let outcome = told(
        &[(ID, "４３０１０２２０１５０３０７００６Ｘ")],
        "identity-full-width",
        W,
        "已将全角字符转为半角",
    );
    let claims = outcome.claims();
    assert_eq!(claims[0].subject.identities[0].canonical(), CHILD_ID_X);
    sound(&one(&[(ID, CHILD_ID_X)]), 1);
}

#[test]
fn defect_04_blanks_and_invisible_characters_are_removed_and_told() {
    let words = "已去除多余空格或不可见字符";
    for raw in [
        "'430102201503070027",
        "430102 20150307\u{a0}0027",
        "\u{200b}430102201503070027\t",
        "430102\n201503070027",
        "\u{3000}430102201503070027\u{feff}",
    ] {
        told(&[(ID, raw)], "identity-blanks-removed", W, words);
    }
    for raw in ["张 小 明", " 张小明", "张\u{3000}小明", "张小\u{200d}明"] {
        let outcome = told(&[("子女姓名", raw)], "name-blanks-removed", W, words);
        assert_eq!(outcome.claims()[0].subject.name, "张小明");
    }
    assert_eq!(
        one(&[("申请金额", " 400\u{a0}")]).claims()[0].claimed,
        Fen::new(40_000)
    );
    let place = Place::of(import::Members);
    let roster = place.csv(&[[
        "U1",
        "张三",
        crate::support::MEMBER_ID,
        "138 0000\u{a0}0001",
        "在职",
    ]
    .map(str::to_owned)
    .to_vec()]);
    let Some(member) = &roster.rows[0].draft else {
        panic!()
    };
    assert_eq!(member.mobile.as_ref().unwrap().canonical(), "13800000001");
    sound(&one(&[]), 1);
}

#[test]
fn defect_05_letters_for_digits_are_refused_with_a_suggestion_and_a_small_x_is_taken() {
    for (raw, suggestion) in [("43O102201503070027", "“0”"), ("43010220l503070027", "“1”")]
    {
        told(&[(ID, raw)], "identity-charset-suggestion", E, suggestion);
    }
    for raw in ["43010220150307006×", "43010220150307006*"] {
        told(&[(ID, raw)], "identity-charset-suggestion", E, "“X”");
    }
    told(
        &[(ID, "43010220150307006?")],
        "identity-charset",
        E,
        "第18位可为X",
    );
    let outcome = one(&[(ID, "43010220150307006x")]);
    sound(&outcome, 1);
    let claims = outcome.claims();
    assert_eq!(claims[0].subject.identities[0].canonical(), CHILD_ID_X);
}

#[test]
fn defect_10_every_separator_of_a_name_becomes_the_one_and_is_told() {
    for dot in ["•", "・", "‧", "．", ".", "∙", "⋅", "･"] {
        let name = format!("阿里木{dot}买买提");
        let outcome = told(
            &[("会员姓名", &name), ("户名", "阿里木·买买提")],
            "name-separator",
            W,
            "姓名间隔号已统一为“·”",
        );
        assert_eq!(outcome.claims()[0].claimant.name, "阿里木\u{B7}买买提");
        let kept = outcome.rows[0].staged.cells[1].cell.as_text();
        assert_eq!(kept, Some(name.as_str()), "the original is kept");
    }
    sound(
        &one(&[("会员姓名", "阿里木·买买提"), ("户名", "阿里木·买买提")]),
        1,
    );
}

#[test]
fn look_alike_characters_of_a_name_become_the_ordinary_ones_and_are_told() {
    for (raw, name, code, change) in [
        ("王\u{2F25}", "王女", "name-ordinary", "U+2F25→U+5973"),
        ("\u{2EE2}丽", "马丽", "name-ordinary", "U+2EE2→U+9A6C"),
        ("\u{F9E1}丽", "李丽", "name-ordinary", "U+F9E1→U+674E"),
        ("葛\u{E0101}丽", "葛丽", "name-selector", "U+E0101"),
    ] {
        let outcome = told(&[("会员姓名", raw), ("户名", name)], code, W, change);
        let finding = outcome.only(code);
        assert_eq!((finding.row, finding.column.as_str()), (2, "B"), "{raw}");
        assert_eq!(finding.sheet, outcome.rows[0].staged.sheet);
        assert_eq!(outcome.claims()[0].claimant.name, name);
        let kept = outcome.rows[0].staged.cells[1].cell.as_text();
        assert_eq!(kept, Some(raw), "the original is kept");
        let holder = told(&[("会员姓名", name), ("户名", raw)], code, W, change);
        let payee = holder.claims()[0].payee.clone().unwrap();
        assert_eq!(payee.holder, name, "and the account's holder is the member");
    }
}

#[test]
fn defect_11_a_missing_separator_is_told_and_the_person_is_found_by_the_number() {
    let words = "请核对姓名间隔号";
    told(
        &[("会员姓名", "阿里木买买提"), ("户名", "阿里木买买提")],
        "name-separator-missing",
        W,
        words,
    );
    let names = |second: &str| {
        Place::claims().csv(&[
            claim_row(&[("会员姓名", "娜仁·花"), ("户名", "娜仁·花")]),
            claim_row(&[(ID, CHILD_ID_X), ("会员姓名", second), ("户名", "娜仁花")]),
        ])
    };
    let outcome = names("娜仁花");
    let finding = outcome.only("name-separator-differs");
    says(finding, W, words);
    assert_eq!((finding.row, finding.args["first"].as_str()), (3, "2"));
    assert_eq!(outcome.claims().len(), 2);
    sound(&names("娜仁·花"), 2);
}

#[test]
fn defect_12_a_lost_character_is_refused_and_a_rare_one_is_kept() {
    for lost in ["张?", "张□", "张\u{FFFD}", "张\u{E000}"] {
        let words = "无法识别的字";
        told(&[("子女姓名", lost)], "name-lost-character", E, words);
    }
    let words = "支持 GB18030-2022 的字库";
    told(&[("子女姓名", "张yan")], "name-latin-in-han", E, words);
    let outcome = one(&[("子女姓名", "张䶮𠮷㛃")]);
    sound(&outcome, 1);
    assert_eq!(outcome.claims()[0].subject.name, "张䶮𠮷㛃");
}

#[test]
fn defect_22_the_same_row_twice_is_refused_the_second_time_and_another_parent_is_not() {
    let rows = |second: Vec<String>| Place::claims().csv(&[claim_row(&[]), second]);
    let outcome = rows(claim_row(&[]));
    let finding = outcome.only("duplicate-in-file");
    says(finding, E, "第3行与本表第2行重复");
    assert_eq!(outcome.claims().len(), 1);
    let other = rows(claim_row(&[
        ("会员姓名", "李四"),
        ("会员身份证号", "430102198002020024"),
        ("户名", "李四"),
        ("与会员关系", "母女"),
    ]));
    assert!(
        !other.codes().contains(&"duplicate-in-file"),
        "another parent opens a case later: {:?}",
        other.codes()
    );
}

#[test]
fn defect_24_what_contradicts_the_identity_number_is_told() {
    told(
        &[("出生日期", "2015-03-08")],
        "birth-date-differs",
        E,
        "与身份证中的出生日期不一致",
    );
    told(
        &[("性别", "男")],
        "sex-differs",
        W,
        "与身份证中的性别不一致",
    );
    let young = domain::identity::parse("430102200401010018", day(crate::support::TODAY));
    let young = young.map_or_else(
        |_| {
            (0..10)
                .map(|n| format!("43010220040101001{n}"))
                .find(|id| domain::identity::parse(id, day(crate::support::TODAY)).is_ok())
                .unwrap()
        },
        |parsed| parsed.number.canonical().to_owned(),
    );
    told(
        &[("会员身份证号", &young)],
        "parent-too-young",
        W,
        "比子女大不足 14 岁",
    );
    sound(&one(&[(ID, CHILD_ID)]), 1);
}

#[test]
fn defect_25_amounts_are_exact_to_the_fen_or_refused() {
    for (text, fen) in [
        ("400元", 40_000),
        ("４００", 40_000),
        ("1,100.00", 110_000),
        ("399.99999999", 40_000),
    ] {
        let outcome = one(&[("申请金额", text)]);
        sound(&outcome, 1);
        assert_eq!(outcome.claims()[0].claimed, Fen::new(fen), "{text}");
    }
    for (text, code) in [
        ("四百", "amount-chinese-numeral"),
        ("400.005", "amount-fraction-of-fen"),
        ("约400", "amount-format"),
        ("-400", "amount-negative"),
    ] {
        told(&[("申请金额", text)], code, E, "金额");
    }
}
