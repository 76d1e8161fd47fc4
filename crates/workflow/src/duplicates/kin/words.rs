//! Why two claims of a family may be for one person, in words. No number and no name is told.

use super::couples::Link;
use super::rule::Kin;
use domain::identity::IdentityKind;

impl Kin {
    /// The reason in Chinese.
    pub fn chinese(&self) -> String {
        if self.in_part {
            return "可能是同一家庭为同一个人提出的两件申报，另一件不在您的范围内；请升级处理，由能看到双方的操作员核实".to_owned();
        }
        let who = match self.link {
            Link::SameMember => "两件申报为同一会员",
            Link::Roster => "两名会员是夫妻（花名册登记或申报时填写）",
            Link::Claims => "两名会员曾为同一人申报",
            Link::Name => "一名会员的配偶与另一名会员同名（没有证件号码，可能重名）",
        };
        let proof = if self.apart {
            "足以证明是两个人"
        } else {
            "不能证明是两个人"
        };
        let documents = self.documents(IdentityKind::chinese, "、", " / ");
        let born = match (self.born_a, self.born_b) {
            (Some(a), Some(b)) if a == b => format!("两人均为{a}出生"),
            (Some(a), Some(b)) if self.near => {
                format!("两人出生日期为{a}与{b}，相隔太近，不可能是先后两次生育")
            }
            (Some(a), Some(b)) => format!("两人同名，出生日期为{a}与{b}"),
            _ => String::new(),
        };
        format!("{who}，{born}；证件为{documents}，{proof}")
    }

    /// The reason in English.
    pub fn english(&self) -> String {
        if self.in_part {
            return "perhaps two claims of one family for one person, the other outside your scope: pass the case up to whoever sees both".to_owned();
        }
        let who = match self.link {
            Link::SameMember => "one member claims twice",
            Link::Roster => "the claimants are spouses (by a roster or a claim)",
            Link::Claims => "both claimants have claimed for one person",
            Link::Name => {
                "one claimant's spouse has the other's name (no number: perhaps a namesake)"
            }
        };
        let proof = if self.apart { "prove" } else { "do not prove" };
        let documents = self.documents(IdentityKind::english, ", ", " / ");
        let born = match (self.born_a, self.born_b) {
            (Some(a), Some(b)) if a == b => format!("the two were both born {a}"),
            (Some(a), Some(b)) if self.near => {
                format!("the two were born {a} and {b}, which is too near for two births")
            }
            (Some(a), Some(b)) => {
                format!("the two have one name and were born {a} and {b}")
            }
            _ => String::new(),
        };
        format!("{who}; {born}; their documents ({documents}) {proof} two people")
    }

    fn documents(
        &self,
        word: fn(IdentityKind) -> &'static str,
        with: &str,
        between: &str,
    ) -> String {
        [&self.documents_a, &self.documents_b]
            .map(|kinds| {
                let words: Vec<&str> = kinds.iter().map(|kind| word(*kind)).collect();
                words.join(with)
            })
            .join(between)
    }
}
