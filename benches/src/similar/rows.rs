//! The generator's claims as rows a union would file.

use crate::matching::families::{Claim, Generator};
use anyhow::Result;
use child_premium::Method;
use child_premium::claim::{Assistance, PaidBy, PremiumForm};
use chrono::NaiveDate;
use domain::bank_card::BankCard;
use domain::draft::{ClaimDraft, Payee, PersonDraft, Proof, Relation};
use domain::fen::Fen;
use domain::form::Form;
use domain::identity::{self, IdentityNumber, Sex};
use domain::year::BenefitYear;

/// Claims a hundred children have.
const CLAIMS_OF_100_CHILDREN: usize = 114;
/// Cells of a generated row.
const CELLS: usize = 11;
/// The year the generator's children are drawn for.
const GENERATED_FOR: i32 = 2025;

/// A generated claim whose numbers a sheet could hold.
#[derive(Debug, Clone)]
pub struct Row {
    /// What the row says.
    pub draft: ClaimDraft,
    /// The claimant's telephone.
    pub phone: String,
}

/// About so many claims, in a random order. Rows a sheet's checks would refuse, for a number that fails its check digit or a
/// date written otherwise, are left out.
///
/// # Errors
/// When the generator fails.
pub fn draw(seed: u64, claims: usize, today: NaiveDate) -> Result<Vec<Row>> {
    let children = claims * 100 / CLAIMS_OF_100_CHILDREN;
    let labelled = Generator::new(seed, GENERATED_FOR)?.run(children)?;
    let rows = labelled.claims.iter().enumerate();
    Ok(rows
        .filter_map(|(at, claim)| row(at, claim, today))
        .collect())
}

fn row(at: usize, claim: &Claim, today: NaiveDate) -> Option<Row> {
    let cells: Vec<&str> = claim.row.split(',').collect();
    let [
        name,
        id,
        born,
        sex,
        certificate,
        parent,
        parent_id,
        phone,
        unit,
        county,
        _,
    ] = <[&str; CELLS]>::try_from(cells).ok()?;
    let sound = |text: &str| -> Option<Vec<IdentityNumber>> {
        if text.is_empty() {
            return Some(Vec::new());
        }
        Some(vec![identity::parse(text, today).ok()?.number])
    };
    let mut identities = sound(id)?;
    identities.extend(sound(certificate)?);
    let parents = sound(parent_id)?;
    if identities.is_empty() || parents.is_empty() {
        return None;
    }
    let union = unit.get(county.len()..)?;
    Some(Row {
        phone: phone.to_owned(),
        draft: ClaimDraft {
            unit_code: format!("HN{county}-{union}"),
            claimant: PersonDraft {
                name: parent.to_owned(),
                identities: parents,
                birth_date: None,
                sex: None,
            },
            subject: PersonDraft {
                name: name.to_owned(),
                identities,
                birth_date: Some(born.parse().ok()?),
                sex: Some(if sex == "男" { Sex::Male } else { Sex::Female }),
            },
            payee: Some(Payee {
                bank: "中国建设银行长沙芙蓉支行".to_owned(),
                card: BankCard::parse(&rehearsal::numbers::bank_card(at as u64)).ok()?,
                holder: parent.to_owned(),
            }),
            form: Form::new(PremiumForm {
                voucher: Some(format!("4430{at:012}")),
                ..paid()
            }),
            ..ordinary()
        },
    })
}

/// What all rows have in common: 400 yuan paid in October.
fn ordinary() -> ClaimDraft {
    let nobody = || PersonDraft {
        name: String::new(),
        identities: Vec::new(),
        birth_date: None,
        sex: None,
    };
    ClaimDraft {
        unit_code: String::new(),
        claimant: nobody(),
        subject: nobody(),
        year: BenefitYear::new(2026),
        method: Method::Reimburse.into(),
        claimed: Fen::new(40_000),
        payee: None,
        form: Form::new(paid()),
        corrects: None,
        partner: None,
    }
}

fn paid() -> PremiumForm {
    PremiumForm {
        relation: Relation::Birth,
        paid: Some(Fen::new(40_000)),
        paid_on: NaiveDate::from_ymd_opt(2025, 10, 15),
        voucher: None,
        paid_by: Some(PaidBy::Member),
        assistance: Assistance::None,
        consent: true,
        proof: Some(Proof::BirthCertificate),
    }
}
