//! Columns of the claims sheet: the template's headers and those seen in the field.
//!
//! Headers are compared without blanks, punctuation and bracketed notes. Every alias names one column only; a sheet
//! with two columns `姓名` is told apart by its group headers.

use policy::ColumnKind::{BankCard, Date, Identity, Money, Name, Text, Year};
use policy::{ColumnKind, ColumnSpec};

const fn column(
    field: &'static str,
    header: &'static str,
    kind: ColumnKind,
    required: bool,
    aliases: &'static [&'static str],
) -> ColumnSpec {
    ColumnSpec {
        field,
        header,
        aliases,
        kind,
        required,
    }
}

const REQUIRED: bool = true;
const OPTIONAL: bool = false;

/// In the order of the template. The unit may stand in the sheet's head instead; a newborn may have a certificate
/// instead of a number; a missing wish is decided by its rule. The spouse
/// is asked for once more, because a roster may name nobody. A claim's own number, last, is written only to
/// correct that claim.
pub(crate) static COLUMNS: &[ColumnSpec] = &[
    column(
        "unit_code",
        "工会代码",
        Text,
        OPTIONAL,
        &[
            "统一社会信用代码",
            "组织机构代码",
            "信用代码",
            "单位代码",
            "基层工会代码",
        ],
    ),
    column(
        "member_name",
        "会员姓名",
        Name,
        REQUIRED,
        &[
            "职工姓名",
            "姓名",
            "参保职工",
            "家长姓名",
            "申请人",
            "申请人姓名",
            "会员",
        ],
    ),
    column(
        "member_id",
        "会员身份证号",
        Identity,
        REQUIRED,
        &[
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
        ],
    ),
    column(
        "child_name",
        "子女姓名",
        Name,
        REQUIRED,
        &[
            "小孩姓名",
            "孩子姓名",
            "被保险人姓名",
            "参保人姓名",
            "未成年子女姓名",
            "缴纳对象姓名",
        ],
    ),
    column(
        "child_doc_type",
        "证件类型",
        Text,
        OPTIONAL,
        &["证件类别", "子女证件类型", "子女证件类别", "参保人证件类型"],
    ),
    column(
        "child_id",
        "子女身份证号",
        Identity,
        OPTIONAL,
        &[
            "子女身份证",
            "子女身份证号码",
            "子女证件号码",
            "小孩身份证号",
            "小孩身份证号码",
            "孩子身份证号",
            "孩子身份证号码",
            "参保人证件号码",
            "参保人身份证号",
        ],
    ),
    column(
        "birth_cert",
        "出生医学证明编号",
        Identity,
        OPTIONAL,
        &["出生医学证明号", "出生证号", "出生证编号", "出生证明编号"],
    ),
    column(
        "birth_date",
        "出生日期",
        Date,
        OPTIONAL,
        &[
            "出生年月",
            "出生年月日",
            "生日",
            "子女出生日期",
            "子女出生年月",
        ],
    ),
    column("sex", "性别", Text, OPTIONAL, &["子女性别"]),
    column(
        "relation",
        "与会员关系",
        Text,
        REQUIRED,
        &["与职工关系", "亲子关系", "关系", "与申请人关系"],
    ),
    column(
        "year",
        "年度",
        Year,
        REQUIRED,
        &["参保年度", "缴费年度", "待遇年度"],
    ),
    column(
        "mode",
        "缴费方式",
        Text,
        REQUIRED,
        &["补助方式", "缴纳方式"],
    ),
    column(
        "paid_amount",
        "已缴金额",
        Money,
        OPTIONAL,
        &["缴费金额", "个人缴费金额", "实缴金额", "个人已缴金额"],
    ),
    column(
        "paid_date",
        "缴费日期",
        Date,
        OPTIONAL,
        &["缴费时间", "缴款日期"],
    ),
    column(
        "voucher",
        "票据号",
        Text,
        OPTIONAL,
        &[
            "凭证号",
            "电子税票号码",
            "缴费凭证号",
            "票据号码",
            "税票号码",
            "完税证明号码",
        ],
    ),
    column(
        "paid_by",
        "缴费渠道",
        Text,
        OPTIONAL,
        &["缴费人", "付款渠道", "缴费来源"],
    ),
    column(
        "assistance",
        "资助身份",
        Text,
        OPTIONAL,
        &["资助类别", "困难身份", "资助参保身份", "医疗救助身份"],
    ),
    column(
        "claim_amount",
        "申请金额",
        Money,
        REQUIRED,
        &["报销金额", "补助金额", "工会承担金额", "申报金额"],
    ),
    column(
        "consent",
        "会员意愿",
        Text,
        OPTIONAL,
        &["是否同意", "会员是否同意", "职工意愿", "参保意愿"],
    ),
    column(
        "proof",
        "亲子证明",
        Text,
        OPTIONAL,
        &["证明材料", "亲子关系证明", "亲子证明材料"],
    ),
    column(
        "bank_name",
        "开户行",
        Text,
        OPTIONAL,
        &["开户银行", "开户行名称", "银行名称"],
    ),
    column(
        "bank_card",
        "银行卡号",
        BankCard,
        OPTIONAL,
        &["账号", "银行账号", "银行卡", "卡号", "收款账号"],
    ),
    column(
        "card_holder",
        "户名",
        Name,
        OPTIONAL,
        &["账户名", "开户名", "收款人", "持卡人"],
    ),
    column("spouse_name", "配偶姓名", Name, OPTIONAL, &["配偶"]),
    column(
        "spouse_id",
        "配偶身份证号",
        Identity,
        OPTIONAL,
        &["配偶身份证号码", "配偶身份证", "配偶证件号码"],
    ),
    column(
        "claim_number",
        "申报编号",
        Text,
        OPTIONAL,
        &["申报号", "申请编号", "更正申报编号", "原申报编号"],
    ),
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
            [Identity; 3]
        );
        assert_eq!(kind("bank_card"), BankCard);
    }
}
