//! The open points of the notice a province may rule on, and the value in force for each.

use std::collections::BTreeMap;

use policy::{OptionSpec, OptionValue};

use crate::params::OptionEntry;

/// Reading of `18周岁以下(含18周岁)的未成年子女`.
pub(crate) const AGE_INTERPRETATION: &str = "age-interpretation";
/// The day on which age is measured.
pub(crate) const AGE_REFERENCE: &str = "age-reference-date";
/// The first benefit year whose out-of-window contributions are reimbursed.
pub(crate) const FIRST_YEAR: &str = "first-out-of-window-year";
/// Reimbursing what a relative's personal account paid.
pub(crate) const FAMILY_ACCOUNT: &str = "family-account-payment";
/// Adopted children.
pub(crate) const ADOPTED: &str = "adopted-child";
/// Step-children.
pub(crate) const STEP: &str = "step-child";
/// First time relative to this union or to the province.
pub(crate) const FIRST_TIME_PROOF: &str = "first-time-proof";

/// The birthday of whoever was born on 29 February, in a common year.
pub(crate) const LEAP_DAY: &str = "leap-day-birthday";
/// Claims for a payment outside the window that come after the next year's window.
pub(crate) const AFTER_NEXT_WINDOW: &str = "after-next-window";
/// Claims for a payment inside the window that come after the cut-off.
pub(crate) const AFTER_CUT_OFF: &str = "after-cut-off";
/// Reimbursing all of the personal part, where the notice says a part.
pub(crate) const WHOLE_REIMBURSEMENT: &str = "whole-reimbursement";
/// What is asked of a member whose spouse's union is outside this system.
pub(crate) const SPOUSE_OUTSIDE: &str = "spouse-outside-system";
/// What a union bears for a child that has to pay a higher tier.
pub(crate) const HIGHER_TIER: &str = "higher-tier";

/// Looked into by a human, allowed or denied; the first is recommended.
const REVIEWED: &[OptionValue] = &[REVIEW, ALLOW, DENY];
const REVIEW: OptionValue = OptionValue::new("review", "逐件审核", "case by case");
const ALLOW: OptionValue = OptionValue::new("allow", "可以", "allowed");
const DENY: OptionValue = OptionValue::new("deny", "不可以", "not allowed");

/// Every open point; the first value is the recommended one, used until the province rules.
pub(crate) static SPECS: &[OptionSpec] = &[
    OptionSpec {
        key: AGE_INTERPRETATION,
        name: ("年龄上限", "age limit"),
        clause: "二.2",
        values: &[
            OptionValue::new("to-18th-birthday", "至18周岁生日当天", "to 18th birthday"),
            OptionValue::new("completed-le-18", "至19周岁生日前一天", "through age 18"),
        ],
        zh: "“18周岁以下（含18周岁）的未成年子女”算到哪一天：18周岁生日当天，还是19周岁生日前一天？",
        en: "Up to which day is a child covered: the 18th birthday itself, or the day before the 19th?",
    },
    OptionSpec {
        key: AGE_REFERENCE,
        name: ("年龄基准日", "day on which age is measured"),
        clause: "二.2",
        values: &[
            OptionValue::new("benefit-start", "待遇享受期首日", "start of benefits"),
            OptionValue::new("window-open", "集中参保缴费期首日", "window's first day"),
            OptionValue::new("window-close", "集中参保缴费期末日", "window's last day"),
            OptionValue::new("application-date", "申报日", "day of filing"),
            OptionValue::new("payment-date", "缴费日", "day of payment"),
        ],
        zh: "年龄以哪一天为准：待遇享受期首日、集中参保缴费期首日或末日、申报日、缴费日？",
        en: "On which day is age measured: start of benefits, first or last day of the window, filing, payment?",
    },
    OptionSpec {
        key: FIRST_YEAR,
        name: ("期外缴费起始年度", "first year paid outside the window"),
        clause: "二.4(2)",
        values: &[
            OptionValue::new("2025", "2025年度起", "from 2025 on"),
            OptionValue::new("2026", "2026年度起", "from 2026 on"),
        ],
        zh: "集中参保缴费期外的缴费，从哪一年度起可以报销？",
        en: "From which benefit year on are contributions made outside the window reimbursed?",
    },
    OptionSpec {
        key: FAMILY_ACCOUNT,
        name: ("家庭共济缴费", "payment from a family account"),
        clause: "二.3",
        values: REVIEWED,
        zh: "用职工医保个人账户家庭共济缴纳的，能否再由工会报销现金？",
        en: "May a contribution paid from a relative's personal account be reimbursed in cash?",
    },
    OptionSpec {
        key: ADOPTED,
        name: ("养子女", "adopted children"),
        clause: "二.2",
        values: REVIEWED,
        zh: "养子女是否属于“依法生育的未成年子女”？",
        en: "Are adopted children covered by 依法生育?",
    },
    OptionSpec {
        key: STEP,
        name: ("继子女", "step-children"),
        clause: "二.2",
        values: REVIEWED,
        zh: "会员抚养的继子女是否属于“依法生育的未成年子女”？",
        en: "Are step-children raised by the member covered by 依法生育?",
    },
    OptionSpec {
        key: FIRST_TIME_PROOF,
        name: ("首次亲子证明", "first proof of parentage"),
        clause: "三.2",
        values: &[
            OptionValue::new("per-unit", "本基层工会首次", "once per union"),
            OptionValue::new("province", "全省首次", "once per province"),
        ],
        zh: "“首次组织参保”提交亲子证明，是指本基层工会首次，还是全省范围内首次？",
        en: "Is parentage proved once to each basic union, or once in the province?",
    },
    OptionSpec {
        key: LEAP_DAY,
        name: ("闰日生日", "leap-day birthday"),
        clause: "二.2",
        values: &[
            OptionValue::new("feb-28", "2月28日", "28 February"),
            OptionValue::new("mar-1", "3月1日", "1 March"),
        ],
        zh: "2月29日出生的子女，平年以哪一天为生日：2月28日，还是3月1日？",
        en: "Which day is the birthday of a child born on 29 February, in a common year: 28 February or 1 March?",
    },
    OptionSpec {
        key: AFTER_NEXT_WINDOW,
        name: ("下一年缴费期后的申报", "claim after the next year's window"),
        clause: "二.4(2)",
        values: REVIEWED,
        zh: "集中参保缴费期外的缴费，错过下一年集中参保缴费期才申报的，能否报销（“原则上”）？",
        en: "Is a contribution outside the window still reimbursed after the next year's window (原则上)?",
    },
    OptionSpec {
        key: AFTER_CUT_OFF,
        name: ("截止后的申报", "claim after the cut-off"),
        clause: "二.3",
        values: REVIEWED,
        zh: "集中参保缴费期内的缴费，过了申报截止日才申报的，能否报销？",
        en: "Is a contribution inside the window still reimbursed when claimed after the cut-off?",
    },
    OptionSpec {
        key: WHOLE_REIMBURSEMENT,
        name: ("全额报销", "whole reimbursement"),
        clause: "二.3",
        values: &[ALLOW, DENY],
        zh: "通知写“报销部分”个人缴费：能否报销全部？",
        en: "The notice speaks of reimbursing a part: may all of the personal contribution be reimbursed?",
    },
    OptionSpec {
        key: SPOUSE_OUTSIDE,
        name: ("系统外的配偶工会", "spouse's union outside this system"),
        clause: "二.4(1)",
        values: &[
            OptionValue::new("declare", "凭声明", "by declaration"),
            REVIEW,
        ],
        zh: "配偶所在工会不在本系统内的，凭会员书面声明即可，还是逐件审核？",
        en: "Where the spouse's union is outside this system: is the member's declaration enough, or is each looked into?",
    },
    OptionSpec {
        key: HIGHER_TIER,
        name: ("较高缴费档次", "higher tier"),
        clause: "二.3",
        values: &[
            OptionValue::new("base", "基本档", "base tier"),
            OptionValue::new("own-tier", "实际档次", "own tier"),
        ],
        zh: "分档缴费后缴费更高的子女，工会按基本档承担，还是按其实际档次承担？",
        en: "For a child that pays a higher tier: does the union bear the base tier, or the child's own?",
    },
];

/// The values of conditions that hold a value's code.
pub(crate) const TOLD: &[(&str, &str)] =
    &[("measure", AGE_REFERENCE), ("reading", AGE_INTERPRETATION)];

/// The value in force for one open point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice<'a> {
    /// The province ruled.
    Ruled(&'a str),
    /// Nobody ruled: the recommended value is used, and the others are looked at too.
    Unruled(&'a str),
    /// A ruling names a value this programme does not know: nothing may rest on it.
    Unreadable(&'a str),
}

impl<'a> Choice<'a> {
    /// The value, when it can be used.
    pub(crate) fn value(self) -> Option<&'a str> {
        match self {
            Self::Ruled(value) | Self::Unruled(value) => Some(value),
            Self::Unreadable(_) => None,
        }
    }

    /// Nobody ruled.
    pub(crate) fn is_unruled(self) -> bool {
        matches!(self, Self::Unruled(_))
    }
}

/// The specification of an option.
pub(crate) fn spec(key: &str) -> Option<&'static OptionSpec> {
    SPECS.iter().find(|spec| spec.key == key)
}

/// The value in force: the ruling's, else the recommended one of the parameters.
pub(crate) fn choose<'a>(
    key: &'static str,
    rulings: &'a BTreeMap<String, String>,
    recommended: &'a [OptionEntry],
) -> Choice<'a> {
    let readable = |value: &str| spec(key).is_some_and(|spec| spec.value(value).is_some());
    if let Some(ruled) = rulings.get(key) {
        return if readable(ruled) {
            Choice::Ruled(ruled)
        } else {
            Choice::Unreadable(ruled)
        };
    }
    match recommended.iter().find(|entry| entry.key == key) {
        Some(entry) if readable(&entry.default) => Choice::Unruled(&entry.default),
        Some(entry) => Choice::Unreadable(&entry.default),
        None => Choice::Unreadable(""),
    }
}

/// A value in Chinese, as decisions keep it beside its code.
pub(crate) fn value_zh<'a>(key: &str, code: &'a str) -> &'a str {
    let value = spec(key).and_then(|spec| spec.value(code));
    value.map_or(code, |value| value.zh)
}
