//! The columns of the plans sheet: what a union decides for each payment method of a benefit year.

use crate::column::{ColumnKind, ColumnSpec, UNIT_CODE};

/// 工会代码.
pub const UNIT: ColumnSpec = ColumnSpec::new(UNIT_CODE, "工会代码", ColumnKind::Text)
    .required()
    .aliases(&["单位代码", "基层工会代码", "工会编码"])
    .hint("申报工会的代码。整张表属于同一工会时，可以只在表头上方写“填报单位：”。")
    .fills_down();
/// 年度.
pub const YEAR: ColumnSpec = ColumnSpec::new("year", "年度", ColumnKind::Year)
    .required()
    .aliases(&["参保年度", "缴费年度", "待遇年度"])
    .hint("待遇年度，四位数字，如 2026。");
/// 缴费方式.
pub const METHOD: ColumnSpec = ColumnSpec::new("mode", "缴费方式", ColumnKind::Text)
    .required()
    .aliases(&["补助方式", "承担方式"])
    .hint("按项目规定的方式填写。");
/// 工会承担金额.
pub const AMOUNT: ColumnSpec = ColumnSpec::new("amount", "工会承担金额", ColumnKind::Money)
    .aliases(&["承担金额", "补助金额", "每人金额"])
    .hint("每人由工会承担的金额（元）；与承担比例填一项。");
/// 承担比例.
pub const RATIO: ColumnSpec = ColumnSpec::new("ratio", "承担比例", ColumnKind::Text)
    .aliases(&["工会承担比例", "补助比例", "报销比例"])
    .hint("工会承担的比例，如 50%。");
/// 会议纪要号.
pub const MINUTES: ColumnSpec = ColumnSpec::new("minutes", "会议纪要号", ColumnKind::Text)
    .required()
    .aliases(&["会议纪要", "纪要号", "会议纪要编号", "纪要文号"])
    .hint("通过该方案的会议纪要编号。");

/// Where a programme says nothing of its payment methods.
pub const COLUMNS: &[ColumnSpec] = &columns(METHOD);

/// The columns with a programme's own words for the payment method.
pub const fn columns(method: ColumnSpec) -> [ColumnSpec; 6] {
    [UNIT, YEAR, method, AMOUNT, RATIO, MINUTES]
}
