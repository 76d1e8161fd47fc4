//! The fields of a settlement by their names on the national platform, and the other names they go by.
//!
//! A key is compared without case and underscores, which covers `psnCash_pay` and the upper case of warehouse tables;
//! what differs beyond that is an alias.

use rows::Note;

/// A field as findings call it: its name in both languages, and the platform's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// The platform's name.
    pub code: &'static str,
    /// The name in Chinese.
    pub zh: &'static str,
    /// The name in English.
    pub en: &'static str,
}

impl Shown {
    /// Adds the field to a finding, in both languages.
    pub(crate) fn tell(self, note: Note) -> Note {
        tell_all(note, &[self])
    }
}

/// Adds several fields to a finding.
pub(crate) fn tell_all(note: Note, fields: &[Shown]) -> Note {
    let list = |name: fn(&Shown) -> String, comma: &str| {
        fields.iter().map(name).collect::<Vec<_>>().join(comma)
    };
    note.arg(
        "field",
        list(|field| format!("{}（{}）", field.zh, field.code), "、"),
    )
    .arg(
        "field_en",
        list(|field| format!("{} ({})", field.en, field.code), ", "),
    )
}

macro_rules! fields {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $zh:literal, $en:literal $(| $alias:literal)*;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant,)* }

        impl $name {
            /// Every field, in the order of the interface specification.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name on the national platform.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// What it is called, for findings.
            pub const fn shown(self) -> Shown {
                match self {
                    $(Self::$variant => Shown { code: $code, zh: $zh, en: $en }),*
                }
            }

            /// The other names it goes by.
            pub const fn aliases(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($alias),*]),* }
            }

            /// The field a key stands for, whichever of its names it is.
            pub fn of_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|field| {
                    same_key(field.code(), key) || field.aliases().iter().any(|alias| same_key(alias, key))
                })
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}

fields! {
    /// An amount of a settlement, in yuan with two decimals on the platform and in fen here.
    AmountField {
        /// Total cost 医疗费总额.
        Total = "medfee_sumamt", "医疗费总额", "total cost";
        /// Wholly self-paid 全自费.
        WhollySelfPaid = "fulamt_ownpay_amt", "全自费金额", "wholly self-paid";
        /// Above the price limit 超限价自费.
        AboveLimit = "overlmt_selfpay", "超限价自费", "above the price limit";
        /// First self-payment of class B 先行自付.
        FirstSelfPaid = "preselfpay_amt", "先行自付", "first self-payment of class B";
        /// Within the policy's scope 符合政策范围.
        InScope = "inscp_scp_amt", "符合政策范围金额", "cost within the policy's scope" | "inscp_amt";
        /// Deductible actually borne 实际支付起付线; the platform may leave it out.
        Deductible = "act_pay_dedc", "实际支付起付线", "deductible borne";
        /// Pooled basic fund 基本医疗统筹基金.
        Pooled = "hifp_pay", "基本医保统筹基金", "pooled basic fund";
        /// Civil servants' supplement 公务员补助.
        CivilServants = "cvlserv_pay", "公务员补助", "civil servants' supplement";
        /// Enterprise supplement 企业补充.
        Enterprise = "hifes_pay", "企业补充", "enterprise supplement";
        /// Residents' critical illness insurance 居民大病.
        CriticalIllness = "hifmi_pay", "居民大病保险", "residents' critical illness insurance";
        /// Employees' large-amount supplement 职工大额.
        LargeAmount = "hifob_pay", "职工大额补助", "employees' large-amount supplement";
        /// Disabled veterans' fund 伤残人员医疗保障基金; newer versions only.
        DisabledVeterans = "hifdm_pay", "伤残人员医疗保障基金", "disabled veterans' fund";
        /// Medical assistance 医疗救助.
        Assistance = "maf_pay", "医疗救助", "medical assistance";
        /// Other funds 其他支出.
        OtherFunds = "oth_pay", "其他支出", "other funds" | "othfund_pay";
        /// All funds together 基金支付总额.
        Funds = "fund_pay_sumamt", "基金支付总额", "all funds together";
        /// Personal burden in total 个人负担总金额.
        Personal = "psn_part_amt", "个人负担总额", "personal burden in total" | "psn_pay";
        /// Personal account, with what relatives' accounts paid 个人账户支出.
        PersonalAccount = "acct_pay", "个人账户支出", "personal account";
        /// Cash 个人现金支出.
        Cash = "psn_cash_pay", "个人现金支出", "cash" | "pdn_cash_pay" | "cash_payamt";
        /// Borne by the hospital 医院负担.
        Hospital = "hosp_part_amt", "医院负担", "borne by the hospital" | "ownpay_hosp_part";
        /// Paid from relatives' accounts, a part of the personal account's payment 个人账户共济支付.
        SharedAccount = "acct_mulaid_pay", "账户共济支付", "paid from relatives' accounts";
    }
}

fields! {
    /// A text of a settlement: an id, a code, a name or a time.
    TextField {
        /// Settlement id 结算ID, given by the platform.
        Settlement = "setl_id", "结算编号", "settlement id";
        /// Visit id 就诊ID, given by the platform.
        Visit = "mdtrt_id", "就诊编号", "visit id";
        /// Settlement this one takes back 原结算ID.
        Original = "init_setl_id", "原结算编号", "original settlement id";
        /// Taken back 退费结算标志.
        Refunded = "refd_setl_flag", "退费结算标志", "refund flag";
        /// Whether the row of a warehouse is valid at all 有效标志.
        Valid = "vali_flag", "有效标志", "validity flag";
        /// Message id of the hospital's call 发送方报文ID.
        SenderMessage = "medins_setl_id", "发送方报文编号", "sender's message id";
        /// Person number 人员编号; not the identity number.
        Person = "psn_no", "人员编号", "person number";
        /// Name 人员姓名.
        Name = "psn_name", "人员姓名", "name";
        /// Kind of document 人员证件类型.
        DocumentKind = "psn_cert_type", "证件类型", "kind of document";
        /// Number of the document 证件号码.
        Document = "certno", "证件号码", "document number";
        /// Insurance type 险种类型.
        Insurance = "insutype", "险种类型", "insurance type";
        /// Class of person 人员类别.
        PersonClass = "psn_type", "人员类别", "class of person";
        /// Kind of care 医疗类别.
        Care = "med_type", "医疗类别", "kind of care";
        /// Time of settlement 结算时间, Beijing time without a zone.
        SettledAt = "setl_time", "结算时间", "time of settlement";
        /// First day of the visit 开始日期.
        Begins = "begndate", "开始日期", "first day of the visit";
        /// Last day of the visit 结束日期.
        Ends = "enddate", "结束日期", "last day of the visit";
        /// Code of the illness 病种编码, which no answer, list or notice repeats.
        Illness = "dise_codg", "病种编码", "code of the illness";
        /// Interface that answered 交易编号, where the bridge says it.
        Interface = "infno", "交易编号", "interface";
        /// Mid-stay settlement 中途结算标志.
        MidStay = "mid_setl_flag", "中途结算标志", "mid-stay flag";
        /// Institution 定点医药机构编号.
        Institution = "fixmedins_code", "医药机构编号", "institution";
        /// Its name 定点医药机构名称.
        InstitutionName = "fixmedins_name", "医药机构名称", "institution's name";
        /// Class of the hospital 医院等级.
        HospitalLevel = "hosp_lv", "医院等级", "hospital's level";
        /// Where it was paid 支付地点类别.
        PaidAt = "pay_loc", "支付地点", "place of payment";
        /// Clearing class 清算类别.
        Clearing = "clr_type", "清算类别", "clearing class";
        /// Area of insurance 参保地医保区划.
        InsuranceArea = "insuplc_admdvs", "参保地区划", "area of insurance" | "insu_admdvs";
        /// Clearing agency 清算经办机构.
        ClearingAgency = "clr_optins", "清算经办机构", "clearing agency";
        /// Message whose unknown outcome is undone 原发送方报文ID.
        UndoneMessage = "omsgid", "原报文编号", "message that is undone";
        /// Interface of that message 原交易编号.
        UndoneInterface = "oinfno", "原交易编号", "interface of the message that is undone";
    }
}

/// Two keys that differ in case and underscores only.
pub(crate) fn same_key(a: &str, b: &str) -> bool {
    letters(a).eq(letters(b))
}

fn letters(key: &str) -> impl Iterator<Item = u8> {
    key.bytes()
        .filter(|byte| *byte != b'_')
        .map(|byte| byte.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_observed_name_of_the_cash_is_the_cash() {
        for key in [
            "psn_cash_pay",
            "pdn_cash_pay",
            "cash_payamt",
            "psn_cashpay",
            "psnCash_pay",
            "PSN_CASH_PAY",
        ] {
            assert_eq!(AmountField::of_key(key), Some(AmountField::Cash), "{key}");
        }
        assert_eq!(AmountField::of_key("psn_cash"), None);
        assert_eq!(
            AmountField::of_key("pool_prop_selfpay"),
            None,
            "a ratio, whatever its name says"
        );
    }

    #[test]
    fn no_name_stands_for_two_fields() {
        let amounts = AmountField::ALL
            .iter()
            .flat_map(|f| std::iter::once(f.code()).chain(f.aliases().iter().copied()));
        let texts = TextField::ALL
            .iter()
            .flat_map(|f| std::iter::once(f.code()).chain(f.aliases().iter().copied()));
        let names: Vec<&str> = amounts.chain(texts).collect();
        for (at, name) in names.iter().enumerate() {
            assert!(
                !names.iter().skip(at + 1).any(|other| same_key(name, other)),
                "{name}"
            );
        }
    }
}
