//! What the database knows about a claim, gathered before the rules are asked.
//!
//! The facts a decision was made with are stored beside it, so that it can be made again: as JSON with
//! short names, without what is as usual: about an eighth of the decision itself.

use chrono::NaiveDate;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::period::{Plan, Window};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A member's entry in the roster of the filing unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MembershipFact {
    /// In active service (在职); retired, departed or retained members are not.
    #[serde(rename = "active")]
    pub in_service: bool,
    /// Last month for which dues are paid, as its first day; `None` when the roster does not say.
    #[serde(rename = "dues", default, skip_serializing_if = "is_usual")]
    pub dues_paid_through: Option<NaiveDate>,
    /// The roster's own word where it says that dues are not paid, such as `未缴`.
    #[serde(rename = "unpaid", default, skip_serializing_if = "is_usual")]
    pub dues_unpaid: Option<String>,
    /// The roster's own word where it leaves open whose member somebody in service is, such as `借调`.
    #[serde(rename = "doubt", default, skip_serializing_if = "is_usual")]
    pub service_in_doubt: Option<String>,
    /// The day the roster said so; what it says of dues, it says of that day.
    #[serde(rename = "as_of", default, skip_serializing_if = "is_usual")]
    pub as_of: Option<NaiveDate>,
}

/// A roster that had another name for a member before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Renamed {
    /// The day it changed.
    pub on: NaiveDate,
    /// Login name of whoever imported the change.
    pub by: String,
}

/// Another live claim that rests on the same payment, as far as everybody who sees this claim may know of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherClaim {
    /// Its number, as people write it.
    pub number: String,
    /// Its benefit year.
    pub year: i16,
}

/// What is known of the claimant's partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Partner {
    /// Nobody is named.
    #[default]
    Unknown,
    /// Named, but no member of a union in this system.
    OutsideSystem,
    /// Named by name and employer only: the employer is a union in this system, and which of its members it is is not known.
    Unidentified,
    /// A member of a union in this system.
    Member,
}

/// The state of one funding source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BudgetFact {
    /// Which funding source.
    #[serde(rename = "of")]
    pub source: FundSource,
    /// What is not reserved yet, in fen.
    #[serde(rename = "left")]
    pub available: Fen,
}

/// Something a programme's rules ask, which the kernel answers for sets of claims at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FactSpec {
    /// Under which the answer is stored.
    pub key: &'static str,
    /// What is asked.
    pub asks: Asks,
}

impl FactSpec {
    /// A question and the key of its answer.
    pub const fn new(key: &'static str, asks: Asks) -> Self {
        Self { key, asks }
    }
}

/// What a programme may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// Whether it shares something with a live claim of another slot, as `Programme::shares` tells by the key. The condition
    /// with this code names that claim.
    Shared {
        /// The code.
        condition: &'static str,
    },
    /// The [`OtherClaim`] it shares something with, where the same union filed it.
    SharedWith,
    /// Whether a live claim of another claimant is paid to the same account.
    SharedAccount,
    /// The claimant's [`Partner`], by rosters.
    Partner,
    /// The proof of kinship that the filing union saw in an earlier claim.
    ProofSeenHere,
    /// Whether another union saw one.
    ProofSeenElsewhere,
}

/// Answers to the questions of a programme. What is not there is as it is for most claims: no, or nobody.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(BTreeMap<String, Value>);

impl Answers {
    /// Whether the answer is yes.
    pub fn say(&self, spec: &FactSpec) -> bool {
        self.0.get(spec.key) == Some(&Value::Bool(true))
    }

    /// The answer; `None` where it is another sort of thing.
    pub fn get<T: DeserializeOwned>(&self, spec: &FactSpec) -> Option<T> {
        T::deserialize(self.0.get(spec.key)?).ok()
    }

    /// Answers with yes or no.
    pub fn tell(&mut self, spec: &FactSpec, yes: bool) {
        self.set(spec, yes.then_some(true));
    }

    /// Answers; with nothing where there is nothing to tell.
    pub fn set<T: Serialize>(&mut self, spec: &FactSpec, answer: Option<T>) {
        match answer.and_then(|answer| serde_json::to_value(answer).ok()) {
            Some(value) => self.0.insert(spec.key.to_owned(), value),
            None => self.0.remove(spec.key),
        };
    }

    /// An answer to a question that is none of these: nothing that is stored is read over.
    pub fn unasked(&self, specs: &[FactSpec]) -> Option<&str> {
        let mut keys = self.0.keys().map(String::as_str);
        keys.find(|key| specs.iter().all(|spec| spec.key != *key))
    }
}

/// Everything the rules may ask. A missing fact is `None`; no rule may read it as "fulfilled".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The day of the assessment (Asia/Shanghai).
    pub today: NaiveDate,
    /// The day of the claim's first submission; dates that decide a rule are measured on it.
    #[serde(rename = "filed")]
    pub submitted_on: NaiveDate,
    /// The roster's entry at the filing unit; `None` when the member is not in its roster.
    #[serde(rename = "member", default, skip_serializing_if = "is_usual")]
    pub membership: Option<MembershipFact>,
    /// The member stands in another unit's roster.
    #[serde(rename = "elsewhere", default, skip_serializing_if = "is_usual")]
    pub member_elsewhere: bool,
    /// The unit's plan for the claim's mode, in the benefit year whose window the claim belongs to.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub plan: Option<Plan>,
    /// The benefit year that plan is of, where it is not the claim's own.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub plan_year: Option<i16>,
    /// The unit has a plan for another mode of that year.
    #[serde(rename = "other_plan", default, skip_serializing_if = "is_usual")]
    pub plan_for_other_mode: bool,
    /// The unit's funding sources in the calendar year of the intended payment.
    #[serde(rename = "purses", default, skip_serializing_if = "is_usual")]
    pub budgets: Vec<BudgetFact>,
    /// Approved plus paid minus recovered for this slot, by other claims, in fen.
    #[serde(rename = "committed", default, skip_serializing_if = "is_usual")]
    pub already_committed: Fen,
    /// The claim adds to one of the same unit and member that is paid; what is committed is that one's.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub supplement: bool,
    /// A case of duplicate claims is open on this claim.
    #[serde(rename = "case", default, skip_serializing_if = "is_usual")]
    pub open_case: bool,
    /// All claims of that case are the same member's, at several unions.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub case_of_one_member: bool,
    /// The claims of that case are of one family under different documents: whether of one person, it has to find out.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub case_of_one_family: bool,
    /// The window of the benefit year after the claim's, when that period exists.
    #[serde(rename = "next", default, skip_serializing_if = "is_usual")]
    pub next_window: Option<Window>,
    /// Rulings in force: option key to value.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub rulings: BTreeMap<String, String>,
    /// The mean of the unit's announcement is recorded for the year.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub announced: bool,
    /// What the programme asked besides, by the keys of its questions.
    #[serde(flatten)]
    pub answers: Answers,
    /// Something on record has the member's number under another name than the row: the person, or any roster, now or before.
    #[serde(rename = "other_name", default, skip_serializing_if = "is_usual")]
    pub member_named_otherwise: bool,
    /// Something on record has the member's number under another name than the account.
    #[serde(rename = "other_holder", default, skip_serializing_if = "is_usual")]
    pub holder_named_otherwise: bool,
    /// The filing union's own roster has changed the member's name, the last time.
    #[serde(rename = "renamed", default, skip_serializing_if = "is_usual")]
    pub renamed: Option<Renamed>,
}

/// As it is for most claims: such a value is not written.
fn is_usual<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::payment_method::PaymentMethod;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    const ASKED: [FactSpec; 3] = [
        FactSpec::new("voucher_used", Asks::Shared { condition: "" }),
        FactSpec::new("payment_claim", Asks::SharedWith),
        FactSpec::new("card_used", Asks::SharedAccount),
    ];

    fn asked() -> Answers {
        let [used, other, card] = &ASKED;
        let mut answers = Answers::default();
        answers.tell(used, true);
        answers.tell(card, true);
        let claim = OtherClaim {
            number: "26-ABCDEFG".to_owned(),
            year: 2026,
        };
        answers.set(other, Some(&claim));
        assert_eq!(answers.get(other), Some(claim));
        answers
    }

    fn full() -> Facts {
        Facts {
            today: day("2026-01-10"),
            submitted_on: day("2026-01-09"),
            membership: Some(MembershipFact {
                in_service: true,
                dues_paid_through: Some(day("2026-12-01")),
                dues_unpaid: Some("未缴".to_owned()),
                service_in_doubt: Some("借调".to_owned()),
                as_of: Some(day("2025-10-09")),
            }),
            member_elsewhere: true,
            plan: Some(Plan {
                method: PaymentMethod::new("reimburse"),
                amount: Some(Fen::new(40_000)),
                ratio_bp: Some(5_000),
                minutes: "纪要〔2025〕1号".to_owned(),
            }),
            plan_year: Some(2027),
            plan_for_other_mode: true,
            budgets: vec![BudgetFact {
                source: FundSource::new("union"),
                available: Fen::new(1_000_000),
            }],
            already_committed: Fen::new(1),
            supplement: true,
            open_case: true,
            case_of_one_member: true,
            case_of_one_family: true,
            next_window: Some(Window {
                open: day("2026-09-01"),
                close: day("2027-01-31"),
            }),
            rulings: BTreeMap::from([("a".to_owned(), "b".to_owned())]),
            announced: true,
            answers: asked(),
            member_named_otherwise: true,
            holder_named_otherwise: true,
            renamed: Some(Renamed {
                on: day("2026-01-03"),
                by: "clerk".to_owned(),
            }),
        }
    }

    #[test]
    fn every_fact_is_read_back_as_it_was_written() {
        let text = serde_json::to_string(&full()).unwrap();
        assert_eq!(serde_json::from_str::<Facts>(&text).unwrap(), full());
        let fields = serde_json::to_value(full()).unwrap();
        assert_eq!(fields.as_object().unwrap().len(), 22, "{text}");
    }

    #[test]
    fn facts_that_are_as_usual_are_not_written() {
        let bare = Facts {
            membership: None,
            member_elsewhere: false,
            plan: None,
            plan_year: None,
            plan_for_other_mode: false,
            budgets: Vec::new(),
            already_committed: Fen::ZERO,
            supplement: false,
            open_case: false,
            case_of_one_member: false,
            case_of_one_family: false,
            next_window: None,
            rulings: BTreeMap::new(),
            announced: false,
            answers: Answers::default(),
            member_named_otherwise: false,
            holder_named_otherwise: false,
            renamed: None,
            ..full()
        };
        let text = serde_json::to_string(&bare).unwrap();
        assert_eq!(text, r#"{"today":"2026-01-10","filed":"2026-01-09"}"#);
        assert_eq!(serde_json::from_str::<Facts>(&text).unwrap(), bare);
    }

    #[test]
    fn facts_stored_before_a_fact_was_known_are_read_and_written_as_they_were() {
        let text = r#"{"today":"2026-01-10","filed":"2026-01-09","member":{"active":true,"dues":"2025-12-01"},"case":true,"voucher_used":true}"#;
        let facts: Facts = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&facts).unwrap(), text);
    }

    #[test]
    fn an_answer_nobody_asked_for_is_not_read_over() {
        let text =
            r#"{"today":"2026-01-10","filed":"2026-01-09","voucher_used":true,"weather":"fine"}"#;
        let facts: Facts = serde_json::from_str(text).unwrap();
        assert!(facts.answers.say(&ASKED[0]));
        assert_eq!(facts.answers.unasked(&ASKED), Some("weather"));
        assert_eq!(full().answers.unasked(&ASKED), None);
    }
}
