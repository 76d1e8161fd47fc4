//! What a template tells about each column: the words it offers and how to fill it in.

use crate::field::Field;

impl Field {
    /// The words the template's drop-down offers; the reader knows more. Empty where anything may be typed.
    pub const fn choices(self) -> &'static [&'static str] {
        match self {
            Self::Level => &["省", "市州", "县市区", "乡镇街道", "产业", "基层"],
            Self::Employment => &["在职", "退休", "离职"],
            Self::Mode => &["全额", "分摊", "报销"],
            Self::Source => &["工会经费", "行政补助"],
            Self::DocumentKind => &[
                "居民身份证",
                "出生医学证明",
                "护照",
                "通行证",
                "港澳台居民居住证",
                "外国人永久居留身份证",
            ],
            Self::Sex => &["男", "女"],
            Self::Relation => &[
                "亲生",
                "父子",
                "父女",
                "母子",
                "母女",
                "养子女",
                "继子女",
                "监护",
            ],
            Self::PaidBy => &["本人", "配偶", "家庭共济", "单位代缴"],
            Self::Assistance => &[
                "无",
                "特困人员",
                "孤儿",
                "事实无人抚养儿童",
                "重度残疾人",
                "低保对象",
                "防止返贫监测对象",
                "低保边缘家庭成员",
            ],
            Self::Consent => &["同意", "不同意"],
            Self::Proof => &["出生医学证明", "户口本", "以前已核"],
            _ => &[],
        }
    }

    /// How the column is filled in, in a sentence or two.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::UnitCode => {
                "申报工会的代码。整张表属于同一工会时，可以只在表头上方写“填报单位：”。"
            }
            Self::UnitName => "工会全称。",
            Self::ParentCode => "上级工会的代码；省总工会留空。",
            Self::Level => "从下拉列表中选择。",
            Self::CreditCode => "18位统一社会信用代码，按文本填写。",
            Self::AreaCode => "6位行政区划代码。",
            Self::MemberName => "与身份证一致；少数民族姓名的间隔号用“·”。",
            Self::MemberId => "会员本人的身份证件号码，按文本填写，不能存成数字。",
            Self::Mobile => "11位手机号码。",
            Self::Employment => "从下拉列表中选择。",
            Self::DuesThrough => "会费缴到的月份，如 2025-12。",
            Self::SpouseName => "没有可不填。",
            Self::SpouseId => "配偶的身份证件号码，按文本填写；用于防止双方单位重复申报。",
            Self::SpouseUnit => "配偶的工作单位。",
            Self::Year => "待遇年度，四位数字，如 2026。",
            Self::Mode => {
                "全额：工会全额缴纳；分摊：工会和会员各缴一部分；报销：会员先缴、工会报销。"
            }
            Self::PlanAmount => "每名子女由工会承担的金额（元）；与承担比例填一项。",
            Self::PlanRatio => "工会承担的比例，如 50%。",
            Self::Minutes => "通过该方案的会议纪要编号。",
            Self::CalendarYear => "预算所属的自然年，四位数字。",
            Self::Source => "从下拉列表中选择。",
            Self::Total => "预算总额（元），最多两位小数。",
            Self::Approval => "批复或会议纪要的编号。",
            Self::ChildName => "与证件一致；少数民族姓名的间隔号用“·”。",
            Self::DocumentKind => "从下拉列表中选择；不填则按号码判断。",
            Self::ChildId => "子女的身份证件号码，按文本填写；尚无号码的新生儿填出生医学证明编号。",
            Self::BirthCertificate => "出生医学证明上的编号，字母加9位数字；已有身份证号的可不填。",
            Self::BirthDate => "年月日写全，如 2015-03-07；有身份证号的可不填。",
            Self::Sex => "从下拉列表中选择；有身份证号的可不填。",
            Self::Relation => "子女与会员的关系，从下拉列表中选择。",
            Self::Paid => "家庭已缴的金额（元），最多两位小数；报销必填。",
            Self::PaidOn => "缴费的日期，年月日写全；报销必填。",
            Self::Voucher => "电子税票或缴费凭证的号码，按文本填写；报销必填。",
            Self::PaidBy => "由谁缴费，从下拉列表中选择。",
            Self::Assistance => "属于资助参保对象的选择其身份，否则选“无”。",
            Self::Claimed => "申请由工会承担的金额（元），最多两位小数。",
            Self::Consent => "会员本人同意参加的选“同意”。",
            Self::Proof => "首次申报选出生医学证明或户口本；本工会以前核验过的选“以前已核”。",
            Self::Bank => "会员本人账户的开户银行；报销必填。",
            Self::Card => "会员本人的银行卡号，按文本填写；报销必填。",
            Self::Holder => "账户户名，必须是会员本人；报销必填。",
            Self::ClaimNumber => "仅在更正已申报的一行时填写原申报编号；新申报留空。",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_hint_that_fits_a_prompt() {
        for field in Field::ALL {
            let length = field.hint().chars().count();
            assert!((1..=200).contains(&length), "{field:?}");
        }
    }

    #[test]
    fn every_drop_down_fits_what_a_workbook_can_hold() {
        for field in Field::ALL {
            assert!(
                field.choices().join(",").chars().count() <= 255,
                "{field:?}"
            );
        }
    }
}
