//! The fields of a settlement by their names on the national platform, and the other names they go by.
//!
//! A key is compared without case and underscores, which covers `psnCash_pay` and the upper case of warehouse tables;
//! what differs beyond that is an alias.

macro_rules! fields {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal $(| $alias:literal)*;)* }) => {
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
        Total = "medfee_sumamt";
        /// Wholly self-paid 全自费.
        WhollySelfPaid = "fulamt_ownpay_amt";
        /// Above the price limit 超限价自费.
        AboveLimit = "overlmt_selfpay";
        /// First self-payment of class B 先行自付.
        FirstSelfPaid = "preselfpay_amt";
        /// Within the policy's scope 符合政策范围.
        InScope = "inscp_scp_amt" | "inscp_amt";
        /// Deductible actually borne 实际支付起付线; the platform may leave it out.
        Deductible = "act_pay_dedc";
        /// Pooled basic fund 基本医疗统筹基金.
        Pooled = "hifp_pay";
        /// Civil servants' supplement 公务员补助.
        CivilServants = "cvlserv_pay";
        /// Enterprise supplement 企业补充.
        Enterprise = "hifes_pay";
        /// Residents' critical illness insurance 居民大病.
        CriticalIllness = "hifmi_pay";
        /// Employees' large-amount supplement 职工大额.
        LargeAmount = "hifob_pay";
        /// Disabled veterans' fund 伤残人员医疗保障基金; newer versions only.
        DisabledVeterans = "hifdm_pay";
        /// Medical assistance 医疗救助.
        Assistance = "maf_pay";
        /// Other funds 其他支出.
        OtherFunds = "oth_pay" | "othfund_pay";
        /// All funds together 基金支付总额.
        Funds = "fund_pay_sumamt";
        /// Personal burden in total 个人负担总金额.
        Personal = "psn_part_amt" | "psn_pay";
        /// Personal account, with what relatives' accounts paid 个人账户支出.
        PersonalAccount = "acct_pay";
        /// Cash 个人现金支出.
        Cash = "psn_cash_pay" | "pdn_cash_pay" | "cash_payamt";
        /// Borne by the hospital 医院负担.
        Hospital = "hosp_part_amt" | "ownpay_hosp_part";
        /// Paid from relatives' accounts, a part of the personal account's payment 个人账户共济支付.
        SharedAccount = "acct_mulaid_pay";
    }
}

fields! {
    /// A text of a settlement: an id, a code, a name or a time.
    TextField {
        /// Settlement id 结算ID, given by the platform.
        Settlement = "setl_id";
        /// Visit id 就诊ID, given by the platform.
        Visit = "mdtrt_id";
        /// Settlement this one takes back 原结算ID.
        Original = "init_setl_id";
        /// Taken back 退费结算标志.
        Refunded = "refd_setl_flag";
        /// Whether the row of a warehouse is valid at all 有效标志.
        Valid = "vali_flag";
        /// Message id of the hospital's call 发送方报文ID.
        SenderMessage = "medins_setl_id";
        /// Person number 人员编号; not the identity number.
        Person = "psn_no";
        /// Name 人员姓名.
        Name = "psn_name";
        /// Kind of document 人员证件类型.
        DocumentKind = "psn_cert_type";
        /// Number of the document 证件号码.
        Document = "certno";
        /// Insurance type 险种类型.
        Insurance = "insutype";
        /// Class of person 人员类别.
        PersonClass = "psn_type";
        /// Kind of care 医疗类别.
        Care = "med_type";
        /// Time of settlement 结算时间, Beijing time without a zone.
        SettledAt = "setl_time";
        /// First day of the visit 开始日期.
        Begins = "begndate";
        /// Last day of the visit 结束日期.
        Ends = "enddate";
        /// Interface that answered 交易编号, where the bridge says it.
        Interface = "infno";
        /// Mid-stay settlement 中途结算标志.
        MidStay = "mid_setl_flag";
        /// Institution 定点医药机构编号.
        Institution = "fixmedins_code";
        /// Its name 定点医药机构名称.
        InstitutionName = "fixmedins_name";
        /// Class of the hospital 医院等级.
        HospitalLevel = "hosp_lv";
        /// Where it was paid 支付地点类别.
        PaidAt = "pay_loc";
        /// Clearing class 清算类别.
        Clearing = "clr_type";
        /// Area of insurance 参保地医保区划.
        InsuranceArea = "insuplc_admdvs" | "insu_admdvs";
        /// Clearing agency 清算经办机构.
        ClearingAgency = "clr_optins";
        /// Message whose unknown outcome is undone 原发送方报文ID.
        UndoneMessage = "omsgid";
        /// Interface of that message 原交易编号.
        UndoneInterface = "oinfno";
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
