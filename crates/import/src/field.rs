//! The fields the importer can read, whatever a column's specification calls them.

use crate::header::normalise;
use policy::ColumnSpec;

macro_rules! fields {
    ($($name:ident = $field:literal, $header:literal;)*) => {
        /// A field of some sheet. A column belongs to it by its stable name or by its canonical header.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Field { $(#[doc = $header] $name,)* }

        impl Field {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $field),* }
            }

            /// The header of the template.
            pub const fn header(self) -> &'static str {
                match self { $(Self::$name => $header),* }
            }
        }
    };
}

fields! {
    UnitCode = "unit_code", "工会代码";
    UnitName = "unit_name", "工会名称";
    ParentCode = "parent_code", "上级工会代码";
    Level = "level", "层级";
    CreditCode = "credit_code", "统一社会信用代码";
    AreaCode = "area_code", "行政区划代码";
    MemberName = "member_name", "会员姓名";
    MemberId = "member_id", "会员身份证号";
    Mobile = "mobile", "手机号";
    Employment = "employment", "在职状态";
    DuesThrough = "dues_paid_through", "会费缴至";
    SpouseName = "spouse_name", "配偶姓名";
    SpouseId = "spouse_id", "配偶身份证号";
    SpouseUnit = "spouse_unit", "配偶单位";
    Year = "year", "年度";
    Mode = "mode", "缴费方式";
    PlanAmount = "amount", "工会承担金额";
    PlanRatio = "ratio", "承担比例";
    Minutes = "minutes", "会议纪要号";
    CalendarYear = "calendar_year", "预算年度";
    Source = "source", "经费来源";
    Total = "total", "预算金额";
    Approval = "approval", "批复文号";
    ChildName = "child_name", "子女姓名";
    DocumentKind = "document_kind", "证件类型";
    ChildId = "child_id", "子女身份证号";
    BirthCertificate = "birth_certificate", "出生医学证明编号";
    BirthDate = "birth_date", "出生日期";
    Sex = "sex", "性别";
    Relation = "relation", "与会员关系";
    Paid = "paid", "已缴金额";
    PaidOn = "paid_on", "缴费日期";
    Voucher = "voucher", "票据号";
    PaidBy = "paid_by", "缴费渠道";
    Assistance = "assistance", "资助身份";
    Claimed = "claimed", "申请金额";
    Consent = "consent", "会员意愿";
    Proof = "proof", "亲子证明";
    Bank = "bank", "开户行";
    Card = "card", "银行卡号";
    Holder = "holder", "户名";
    ClaimNumber = "claim_number", "申报编号";
}

impl Field {
    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// The field a column is for: a programme may name it as it likes as long as the template's header stands.
    pub fn of(spec: &ColumnSpec) -> Option<Self> {
        let header = normalise(spec.header);
        Self::ALL
            .iter()
            .copied()
            .find(|field| normalise(field.header()) == header)
            .or_else(|| {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|field| field.name() == spec.field)
            })
    }
}
