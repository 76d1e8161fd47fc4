//! A claim of this programme: what its row says beyond what every claim says, and the layout it is stored in.

use crate::method::Method;
use chrono::NaiveDate;
use domain::draft::{ClaimDraft, Kinship, Payee, PersonDraft, Proof, Relation};
use domain::fen::Fen;
use domain::form::Form;
use domain::year::BenefitYear;
use policy::ShownField;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;

domain::coded! {
    /// Who or what paid the contribution.
    PaidBy {
        /// The member.
        Member = "member", "本人", "member";
        /// The member's spouse.
        Spouse = "spouse", "配偶", "spouse";
        /// Father or mother of the child, without saying which of them is the member.
        Parent = "parent", "父母", "father or mother";
        /// A grandparent of the child.
        Grandparent = "grandparent", "祖辈", "grandparent";
        /// The row names the way the tax bureau was paid, not who paid.
        Channel = "channel", "自助缴费", "tax channel";
        /// A relative's personal account of employee insurance.
        FamilyAccount = "family-account", "家庭共济", "family account";
        /// The unit, on the family's behalf.
        Unit = "unit", "单位代缴", "unit";
    }
}

domain::coded! {
    /// Assisted enrolment: how much of the personal contribution the family owes.
    Assistance {
        /// No assistance: all of it.
        None = "none", "无", "none";
        /// Assisted by half.
        Half = "half", "资助一半", "half";
        /// Fully assisted: nothing is owed.
        Whole = "whole", "全额资助", "whole";
    }
}

/// What a row says beyond what every claim says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PremiumForm {
    /// How the child is related to the member.
    pub relation: Relation,
    /// What the family has paid already, in fen; required for reimbursement.
    pub paid: Option<Fen>,
    /// The day it was paid.
    pub paid_on: Option<NaiveDate>,
    /// Number of the tax receipt or payment voucher.
    pub voucher: Option<String>,
    /// Who paid.
    pub paid_by: Option<PaidBy>,
    /// Assisted enrolment of the child.
    pub assistance: Assistance,
    /// The member's wish is recorded (三.2).
    pub consent: bool,
    /// Proof of parentage named by the row.
    pub proof: Option<Proof>,
}

/// A form of another programme says nothing to this one: without the member's wish no claim passes.
const FOREIGN: PremiumForm = PremiumForm {
    relation: Relation::Guardianship,
    paid: None,
    paid_on: None,
    voucher: None,
    paid_by: None,
    assistance: Assistance::None,
    consent: false,
    proof: None,
};

/// A claim of this programme, with its own form.
pub trait Premium {
    /// The form.
    fn premium(&self) -> &PremiumForm;
}

impl Premium for ClaimDraft {
    fn premium(&self) -> &PremiumForm {
        self.form.get().unwrap_or(&FOREIGN)
    }
}

/// The layout of a stored claim. The digest of a row is taken over it, so the order of its fields stays.
#[derive(Serialize, Deserialize)]
struct Stored<'a> {
    unit_code: Cow<'a, str>,
    claimant: Cow<'a, PersonDraft>,
    subject: Cow<'a, PersonDraft>,
    relation: Relation,
    year: BenefitYear,
    mode: Method,
    paid: Option<Fen>,
    paid_on: Option<NaiveDate>,
    voucher: Option<Cow<'a, str>>,
    paid_by: Option<PaidBy>,
    assistance: Assistance,
    claimed: Fen,
    consent: bool,
    proof: Option<Proof>,
    payee: Option<Cow<'a, Payee>>,
}

/// The claim as it is stored, JSON.
pub(crate) fn write(draft: &ClaimDraft) -> serde_json::Result<String> {
    let form = draft.premium();
    serde_json::to_string(&Stored {
        unit_code: Cow::Borrowed(&draft.unit_code),
        claimant: Cow::Borrowed(&draft.claimant),
        subject: Cow::Borrowed(&draft.subject),
        relation: form.relation,
        year: draft.year,
        mode: Method::of(draft),
        paid: form.paid,
        paid_on: form.paid_on,
        voucher: form.voucher.as_deref().map(Cow::Borrowed),
        paid_by: form.paid_by,
        assistance: form.assistance,
        claimed: draft.claimed,
        consent: form.consent,
        proof: form.proof,
        payee: draft.payee.as_ref().map(Cow::Borrowed),
    })
}

/// Reads a stored claim.
pub(crate) fn read(stored: Value) -> serde_json::Result<ClaimDraft> {
    let stored: Stored<'static> = serde_json::from_value(stored)?;
    Ok(ClaimDraft {
        unit_code: stored.unit_code.into_owned(),
        claimant: stored.claimant.into_owned(),
        subject: stored.subject.into_owned(),
        year: stored.year,
        method: stored.mode.into(),
        claimed: stored.claimed,
        payee: stored.payee.map(Cow::into_owned),
        form: Form::new(PremiumForm {
            relation: stored.relation,
            paid: stored.paid,
            paid_on: stored.paid_on,
            voucher: stored.voucher.map(Cow::into_owned),
            paid_by: stored.paid_by,
            assistance: stored.assistance,
            consent: stored.consent,
            proof: stored.proof,
        }),
        corrects: None,
        partner: None,
    })
}

/// What a claim says, in the order it is read.
pub(crate) fn shown(draft: &ClaimDraft) -> Vec<ShownField> {
    let form = draft.premium();
    let same = |text: String| (text.clone(), text);
    let words = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
    let said = |said: Option<String>| same(said.unwrap_or_default());
    // What is as usual is not said.
    let assistance = match form.assistance {
        Assistance::None => Default::default(),
        assisted => words(assisted.chinese(), assisted.english()),
    };
    let wish = match form.consent {
        true => Default::default(),
        false => words("未登记", "not recorded"),
    };
    [
        (
            "relation",
            ("与会员关系", "Relation"),
            words(form.relation.chinese(), form.relation.english()),
        ),
        (
            "paid",
            ("已缴", "Paid"),
            said(form.paid.map(|paid| paid.to_string())),
        ),
        (
            "paid_on",
            ("缴费日期", "Paid on"),
            said(form.paid_on.map(|day| day.to_string())),
        ),
        (
            "paid_by",
            ("缴费人", "Paid by"),
            form.paid_by
                .map_or_else(Default::default, |by| words(by.chinese(), by.english())),
        ),
        ("voucher", ("票据号", "Receipt"), said(form.voucher.clone())),
        ("assistance", ("资助", "Assistance"), assistance),
        ("consent", ("参保意愿", "Wish"), wish),
        (
            "proof",
            ("亲子证明", "Proof"),
            form.proof.map_or_else(Default::default, |proof| {
                words(proof.chinese(), proof.english())
            }),
        ),
    ]
    .map(|(key, label, value)| ShownField { key, label, value })
    .into()
}

/// The same child a year later. Parentage is proved by what the union saw before; the member's wish is asked for each year:
/// a program must not say it in the member's place.
pub(crate) fn next_year(old: ClaimDraft, year: BenefitYear, standard: Fen) -> ClaimDraft {
    let form = PremiumForm {
        paid: None,
        paid_on: None,
        voucher: None,
        consent: false,
        proof: Some(Proof::OnFile),
        ..old.premium().clone()
    };
    ClaimDraft {
        year,
        claimed: standard,
        form: Form::new(form),
        corrects: None,
        ..old
    }
}

/// The relation and its proof.
pub(crate) fn kinship(draft: &ClaimDraft) -> Kinship {
    let form = draft.premium();
    Kinship {
        relation: form.relation,
        proof: form.proof,
    }
}
