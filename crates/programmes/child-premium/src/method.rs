//! The three ways in which a union bears the contribution (湘工发〔2025〕11号 二.3).

use domain::batch::Channel;
use domain::draft::ClaimDraft;
use domain::payment_method::{MethodSpec, PaymentMethod};
use serde::{Deserialize, Serialize};

/// How a union bears the contribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// 全额缴纳: the union pays all of it, inside the window, to the tax channel.
    Full,
    /// 分摊: union and member each pay a part, to the tax channel.
    Shared,
    /// 事后报销: the member paid, the union reimburses.
    Reimburse,
}

/// All of them, as the kernel is told.
pub(crate) const SPECS: &[MethodSpec] = &[FULL, SHARED, REIMBURSE];

const FULL: MethodSpec = MethodSpec {
    told: ("工会全额代缴", "the union pays in full"),
    aliases: "全额缴纳 全额缴费 全额代缴 工会全额 全额补助",
    ..MethodSpec::new("full", "全额", "full", Channel::Tax)
};

const SHARED: MethodSpec = MethodSpec {
    told: ("工会和会员分摊", "union and member share"),
    aliases: "共同分摊 分摊缴纳 分摊缴费 部分缴纳",
    in_part: true,
    ..MethodSpec::new("shared", "分摊", "shared", Channel::Tax)
};

const REIMBURSE: MethodSpec = MethodSpec {
    told: ("先缴后报销", "reimbursed after payment"),
    aliases: "事后报销 先缴后报 报销补助 缴后报销",
    ..MethodSpec::new("reimburse", "报销", "refund", Channel::MemberBank)
};

impl Method {
    /// All of them, in the order of menus.
    pub const ALL: [Self; 3] = [Self::Full, Self::Shared, Self::Reimburse];

    /// What the kernel is told of it.
    pub const fn spec(self) -> &'static MethodSpec {
        match self {
            Self::Full => &FULL,
            Self::Shared => &SHARED,
            Self::Reimburse => &REIMBURSE,
        }
    }

    /// The method of a claim. No sheet and no store yields a claim under another code; the strictest would stand for it.
    pub fn of(draft: &ClaimDraft) -> Self {
        Self::ALL
            .into_iter()
            .find(|method| draft.method == *method)
            .unwrap_or(Self::Reimburse)
    }

    /// Reads a sheet's word.
    pub fn read(word: &str) -> Option<Self> {
        let read = rows::words::method_word(SPECS, word)?;
        Self::ALL.into_iter().find(|method| read == *method)
    }
}

impl From<Method> for PaymentMethod {
    fn from(method: Method) -> Self {
        method.spec().method()
    }
}

impl PartialEq<Method> for PaymentMethod {
    fn eq(&self, other: &Method) -> bool {
        self.code() == other.spec().code
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_read_by_their_usual_words_codes_and_template_words() {
        assert_eq!(Method::read("事后报销"), Some(Method::Reimburse));
        assert_eq!(Method::read("全额缴纳"), Some(Method::Full));
        assert_eq!(Method::read("分摊"), Some(Method::Shared));
        assert_eq!(Method::read("免费"), None);
        for method in Method::ALL {
            let spec = method.spec();
            assert_eq!([spec.zh, spec.code].map(Method::read), [Some(method); 2]);
        }
    }
}
