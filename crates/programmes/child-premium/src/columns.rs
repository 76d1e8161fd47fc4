//! Columns of the claims sheet: the template's headers and those seen in the field.
//!
//! Headers are compared without blanks, punctuation and bracketed notes. Every alias names one column only; a sheet
//! with two columns `姓名` is told apart by its group headers.

use rows::Generations;
use rows::column::{ColumnKind, ColumnSpec, MEMBER, PARTNER};

/// The words a group of the child's columns is headed with.
const CHILD: &[&str] = &["子女", "小孩", "孩子", "被保险人", "参保子女", "参保人"];

/// 工会代码.
pub(crate) const UNIT_CODE: ColumnSpec = ColumnSpec::new("unit_code", "工会代码", ColumnKind::Text)
    .aliases(&[
        "统一社会信用代码",
        "组织机构代码",
        "信用代码",
        "单位代码",
        "基层工会代码",
    ])
    .hint("申报工会的代码。整张表属于同一工会时，可以只在表头上方写“填报单位：”。")
    .fills_down();
/// 会员姓名.
pub(crate) const MEMBER_NAME: ColumnSpec =
    ColumnSpec::new("member_name", "会员姓名", ColumnKind::Name)
        .required()
        .aliases(&[
            "职工姓名",
            "姓名",
            "参保职工",
            "家长姓名",
            "申请人",
            "申请人姓名",
            "会员",
        ])
        .hint("与身份证一致；少数民族姓名的间隔号用“·”。")
        .of(MEMBER)
        .fills_down();
/// 会员身份证号.
pub(crate) const MEMBER_ID: ColumnSpec =
    ColumnSpec::new("member_id", "会员身份证号", ColumnKind::Identity)
        .required()
        .aliases(&[
            "会员身份证",
            "会员身份证号码",
            "会员证件号码",
            "职工身份证号",
            "职工身份证号码",
            "申请人身份证号",
            "身份证号",
            "身份证号码",
            "身份证",
            "证件号码",
            "公民身份号码",
            "社会保障号码",
        ])
        .hint("会员本人的身份证件号码，按文本填写，不能存成数字。")
        .of(MEMBER)
        .fills_down();
/// 子女姓名.
pub(crate) const CHILD_NAME: ColumnSpec =
    ColumnSpec::new("child_name", "子女姓名", ColumnKind::Name)
        .required()
        .aliases(&[
            "小孩姓名",
            "孩子姓名",
            "被保险人姓名",
            "参保人姓名",
            "未成年子女姓名",
            "缴纳对象姓名",
        ])
        .hint("与证件一致；少数民族姓名的间隔号用“·”。")
        .of(CHILD)
        .sample();
/// 证件类型.
pub(crate) const DOCUMENT_KIND: ColumnSpec =
    ColumnSpec::new("child_doc_type", "证件类型", ColumnKind::Text)
        .aliases(&["证件类别", "子女证件类型", "子女证件类别", "参保人证件类型"])
        .hint("从下拉列表中选择；不填则按号码判断。")
        .choices(&[
            "居民身份证",
            "出生医学证明",
            "护照",
            "通行证",
            "港澳台居民居住证",
            "外国人永久居留身份证",
        ])
        .of(CHILD);
/// 子女身份证号.
pub(crate) const CHILD_ID: ColumnSpec =
    ColumnSpec::new("child_id", "子女身份证号", ColumnKind::Identity)
        .aliases(&[
            "子女身份证",
            "子女身份证号码",
            "子女证件号码",
            "小孩身份证号",
            "小孩身份证号码",
            "孩子身份证号",
            "孩子身份证号码",
            "参保人证件号码",
            "参保人身份证号",
        ])
        .hint("子女的身份证件号码，按文本填写；尚无号码的新生儿填出生医学证明编号。")
        .of(CHILD);
/// 出生医学证明编号.
pub(crate) const BIRTH_CERTIFICATE: ColumnSpec =
    ColumnSpec::new("birth_cert", "出生医学证明编号", ColumnKind::Identity)
        .aliases(&["出生医学证明号", "出生证号", "出生证编号", "出生证明编号"])
        .hint("出生医学证明上的编号，字母加9位数字；已有身份证号的可不填。")
        .of(CHILD);
/// 出生日期.
pub(crate) const BIRTH_DATE: ColumnSpec =
    ColumnSpec::new("birth_date", "出生日期", ColumnKind::Date)
        .aliases(&[
            "出生年月",
            "出生年月日",
            "生日",
            "子女出生日期",
            "子女出生年月",
        ])
        .hint("年月日写全，如 2015-03-07；有身份证号的可不填。")
        .of(CHILD);
/// 性别.
pub(crate) const SEX: ColumnSpec = ColumnSpec::new("sex", "性别", ColumnKind::Text)
    .aliases(&["子女性别"])
    .hint("从下拉列表中选择；有身份证号的可不填。")
    .choices(&["男", "女"])
    .of(CHILD);
/// 与会员关系.
pub(crate) const RELATION: ColumnSpec = ColumnSpec::new("relation", "与会员关系", ColumnKind::Text)
    .required()
    .aliases(&["与职工关系", "亲子关系", "关系", "与申请人关系"])
    .hint("子女与会员的关系，从下拉列表中选择。")
    .choices(&[
        "亲生",
        "父子",
        "父女",
        "母子",
        "母女",
        "养子女",
        "继子女",
        "监护",
    ]);
/// 年度.
pub(crate) const YEAR: ColumnSpec = ColumnSpec::new("year", "年度", ColumnKind::Year)
    .required()
    .aliases(&["参保年度", "缴费年度", "待遇年度"])
    .hint("待遇年度，四位数字，如 2026。");
/// 缴费方式.
pub(crate) const MODE: ColumnSpec = ColumnSpec::new("mode", "缴费方式", ColumnKind::Text)
    .required()
    .aliases(&["补助方式", "缴纳方式"])
    .hint("全额：工会全额缴纳；分摊：工会和会员各缴一部分；报销：会员先缴、工会报销。")
    .choices(&["全额", "分摊", "报销"]);
/// 已缴金额.
pub(crate) const PAID: ColumnSpec = ColumnSpec::new("paid_amount", "已缴金额", ColumnKind::Money)
    .aliases(&["缴费金额", "个人缴费金额", "实缴金额", "个人已缴金额"])
    .hint("家庭已缴的金额（元），最多两位小数；报销必填。");
/// 缴费日期.
pub(crate) const PAID_ON: ColumnSpec = ColumnSpec::new("paid_date", "缴费日期", ColumnKind::Date)
    .aliases(&["缴费时间", "缴款日期"])
    .hint("缴费的日期，年月日写全；报销必填。");
/// 票据号.
pub(crate) const VOUCHER: ColumnSpec = ColumnSpec::new("voucher", "票据号", ColumnKind::Text)
    .aliases(&[
        "凭证号",
        "电子税票号码",
        "缴费凭证号",
        "票据号码",
        "税票号码",
        "完税证明号码",
    ])
    .hint("电子税票或缴费凭证的号码，按文本填写；报销必填。");
/// 缴费渠道.
pub(crate) const PAID_BY: ColumnSpec = ColumnSpec::new("paid_by", "缴费渠道", ColumnKind::Text)
    .aliases(&["缴费人", "付款渠道", "缴费来源"])
    .hint("由谁缴费，从下拉列表中选择。")
    .choices(&["本人", "配偶", "家庭共济", "单位代缴"]);
/// 资助身份.
pub(crate) const ASSISTANCE: ColumnSpec =
    ColumnSpec::new("assistance", "资助身份", ColumnKind::Text)
        .aliases(&["资助类别", "困难身份", "资助参保身份", "医疗救助身份"])
        .hint("属于资助参保对象的选择其身份，否则选“无”。")
        .choices(&[
            "无",
            "特困人员",
            "孤儿",
            "事实无人抚养儿童",
            "重度残疾人",
            "低保对象",
            "防止返贫监测对象",
            "低保边缘家庭成员",
        ]);
/// 申请金额.
pub(crate) const CLAIMED: ColumnSpec =
    ColumnSpec::new("claim_amount", "申请金额", ColumnKind::Money)
        .required()
        .aliases(&["报销金额", "补助金额", "工会承担金额", "申报金额"])
        .hint("申请由工会承担的金额（元），最多两位小数。");
/// 会员意愿.
pub(crate) const CONSENT: ColumnSpec = ColumnSpec::new("consent", "会员意愿", ColumnKind::Text)
    .aliases(&["是否同意", "会员是否同意", "职工意愿", "参保意愿"])
    .hint("会员本人同意参加的选“同意”。")
    .choices(&["同意", "不同意"]);
/// 亲子证明.
pub(crate) const PROOF: ColumnSpec = ColumnSpec::new("proof", "亲子证明", ColumnKind::Text)
    .aliases(&["证明材料", "亲子关系证明", "亲子证明材料"])
    .hint("首次申报选出生医学证明或户口本；本工会以前核验过的选“以前已核”。")
    .choices(&["出生医学证明", "户口本", "以前已核"]);
/// 开户行.
pub(crate) const BANK: ColumnSpec = ColumnSpec::new("bank_name", "开户行", ColumnKind::Text)
    .aliases(&["开户银行", "开户行名称", "银行名称"])
    .hint("会员本人账户的开户银行；报销必填。")
    .fills_down();
/// 银行卡号.
pub(crate) const CARD: ColumnSpec = ColumnSpec::new("bank_card", "银行卡号", ColumnKind::BankCard)
    .aliases(&["账号", "银行账号", "银行卡", "卡号", "收款账号"])
    .hint("会员本人的银行卡号，按文本填写；报销必填。")
    .fills_down();
/// 户名.
pub(crate) const HOLDER: ColumnSpec = ColumnSpec::new("card_holder", "户名", ColumnKind::Name)
    .aliases(&["账户名", "开户名", "收款人", "持卡人"])
    .hint("账户户名，必须是会员本人；报销必填。")
    .fills_down();
/// 配偶姓名.
pub(crate) const SPOUSE_NAME: ColumnSpec =
    ColumnSpec::new("spouse_name", "配偶姓名", ColumnKind::Name)
        .aliases(&["配偶"])
        .hint("没有可不填。")
        .of(PARTNER)
        .fills_down();
/// 配偶身份证号.
pub(crate) const SPOUSE_ID: ColumnSpec =
    ColumnSpec::new("spouse_id", "配偶身份证号", ColumnKind::Identity)
        .aliases(&["配偶身份证号码", "配偶身份证", "配偶证件号码"])
        .hint("配偶的身份证件号码，按文本填写；用于防止双方单位重复申报。")
        .of(PARTNER)
        .fills_down();
/// 申报编号.
pub(crate) const CLAIM_NUMBER: ColumnSpec =
    ColumnSpec::new("claim_number", "申报编号", ColumnKind::Text)
        .aliases(&["申报号", "申请编号", "更正申报编号", "原申报编号"])
        .hint("仅在更正已申报的一行时填写原申报编号；新申报留空。");

/// A member younger than sixteen is none, nor is a child older than eighteen.
pub(crate) const GENERATIONS: Generations = Generations {
    elder: MEMBER_ID.field,
    elder_years_min: 16,
    younger: CHILD_ID.field,
    younger_years_max: 18,
};

/// The plans sheet names the payment method as the claims sheet does.
pub(crate) const PLANS: &[ColumnSpec] = &rows::plan::columns(MODE);

/// In the order of the template. The unit may stand in the sheet's head instead; a newborn may have a certificate
/// instead of a number; a missing wish is decided by its rule. The spouse
/// is asked for once more, because a roster may name nobody. A claim's own number, last, is written only to
/// correct that claim.
pub(crate) static COLUMNS: &[ColumnSpec] = &[
    UNIT_CODE,
    MEMBER_NAME,
    MEMBER_ID,
    CHILD_NAME,
    DOCUMENT_KIND,
    CHILD_ID,
    BIRTH_CERTIFICATE,
    BIRTH_DATE,
    SEX,
    RELATION,
    YEAR,
    MODE,
    PAID,
    PAID_ON,
    VOUCHER,
    PAID_BY,
    ASSISTANCE,
    CLAIMED,
    CONSENT,
    PROOF,
    BANK,
    CARD,
    HOLDER,
    SPOUSE_NAME,
    SPOUSE_ID,
    CLAIM_NUMBER,
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn every_header_and_alias_names_one_column_only() {
        let mut seen = BTreeMap::new();
        for column in COLUMNS {
            for header in column.aliases.iter().chain([&column.header]) {
                assert_eq!(
                    seen.insert(*header, column.field),
                    None,
                    "{header} is ambiguous"
                );
            }
        }
    }

    #[test]
    fn the_template_has_the_headers_of_the_claims_sheet_in_order() {
        let headers: Vec<&str> = COLUMNS.iter().map(|column| column.header).collect();
        assert_eq!(
            headers.join(" "),
            "工会代码 会员姓名 会员身份证号 子女姓名 证件类型 子女身份证号 出生医学证明编号 出生日期 性别 与会员关系 年度 \
             缴费方式 已缴金额 缴费日期 票据号 缴费渠道 资助身份 申请金额 会员意愿 亲子证明 开户行 银行卡号 户名 \
             配偶姓名 配偶身份证号 申报编号"
        );
    }

    #[test]
    fn numbers_that_a_spreadsheet_would_mangle_are_read_as_text_only() {
        let kind = |field: &str| {
            COLUMNS
                .iter()
                .find(|column| column.field == field)
                .unwrap()
                .kind
        };
        assert_eq!(
            [kind("member_id"), kind("child_id"), kind("birth_cert")],
            [ColumnKind::Identity; 3]
        );
        assert_eq!(kind("bank_card"), ColumnKind::BankCard);
    }
}
