//! Turns an entry into the cells of a claims sheet.

use super::cast::Cast;
use super::entries::{Entry, Fault, Situation};
use super::families::{Child, Member};
use super::method::Method;
use super::money::STANDARD_YUAN;
use super::tree::Tree;
use super::{ProvinceSpec, WINDOW_OPEN, day};
use crate::chance::Chance;
use crate::numbers::identity_from_digits;
use crate::people::sex_word;
use crate::rows::{ClaimRow, SheetRow, relation};
use crate::sheet::Cell;
use chrono::{Days, NaiveDate};
use domain::identity::Sex;

/// What somebody pays who is late and gets no subsidy: personal part and fiscal part.
const LATE_YUAN: u32 = 1_100;
const WHOLE: [&str; 4] = ["特困人员", "孤儿", "事实无人抚养儿童", "重度残疾人"];
const HALF: [&str; 3] = [
    "最低生活保障对象",
    "防止返贫监测对象",
    "最低生活保障边缘家庭成员",
];
const DOTS: [&str; 4] = ["•", "・", "‧", "．"];
/// Of 1,000 children with an identity number, how many have their certificate's number in the sheet too.
const CERTIFICATE_TOO_PER_MILLE: usize = 150;

/// The row as the clerk filled it in, faults of text included.
pub fn row(
    spec: &ProvinceSpec,
    tree: &Tree,
    cast: &Cast,
    entry: &Entry,
    seen_before: bool,
) -> ClaimRow {
    let child = &cast.families[entry.family].children[entry.child];
    let member = &cast.members[entry.claimant];
    let mut chance = Chance::stream(
        spec.seed ^ entry.claimant as u64,
        &format!("{}-{}", entry.year, child.id),
    );
    let mut row = ClaimRow {
        unit_code: tree.basics[entry.unit].row.code.clone(),
        member_name: member.name.clone(),
        member_id: member.id.clone(),
        birth: child.birth.to_string(),
        sex: sex_word(child.sex).to_owned(),
        relation: match entry.situation {
            Some(Situation::Adopted) => "养子女",
            _ => relation(member.sex, child.sex),
        }
        .to_owned(),
        year: entry.year.to_string(),
        mode: entry.mode.word().to_owned(),
        consent: "同意".to_owned(),
        proof: match chance.below(100) {
            _ if seen_before => "以前已核",
            0..15 => "户口本",
            _ => "出生医学证明",
        }
        .to_owned(),
        ..ClaimRow::default()
    };
    identify(&mut row, &mut chance, entry, child, member);
    money(&mut row, spec, tree, &mut chance, entry, child);
    if entry.mode == Method::Reimburse {
        row.bank = member.bank.clone();
        row.card = member.card.clone();
        row.holder = member.name.clone();
    }
    spoil(&mut row, &mut chance, entry, child);
    row
}

fn identify(
    row: &mut ClaimRow,
    chance: &mut Chance,
    entry: &Entry,
    child: &Child,
    member: &Member,
) {
    use Situation::{
        BothParentsCertificate, BothParentsNumber, CertificateFirst, NewbornCertificate,
        NumberAfterCertificate,
    };
    row.child_name = child.name.clone();
    let certificate_only = matches!(
        entry.situation,
        Some(NewbornCertificate | CertificateFirst | BothParentsCertificate)
    );
    if certificate_only {
        row.document = "出生医学证明".to_owned();
        row.certificate = child.certificate.clone();
        // Hospitals register a child before it has a name; only the mother's row can be recognised by it.
        if entry.situation == Some(NewbornCertificate)
            && member.sex == Sex::Female
            && chance.happens(300)
        {
            let word = if child.sex == Sex::Male {
                "之子"
            } else {
                "之女"
            };
            row.child_name = format!("{}{word}", member.name);
        }
        return;
    }
    row.document = "居民身份证".to_owned();
    row.child_id = child.id.clone();
    let both = matches!(
        entry.situation,
        Some(BothParentsNumber | NumberAfterCertificate)
    );
    if both || chance.happens(CERTIFICATE_TOO_PER_MILLE) {
        row.certificate = child.certificate.clone();
    }
}

fn money(
    row: &mut ClaimRow,
    spec: &ProvinceSpec,
    tree: &Tree,
    chance: &mut Chance,
    entry: &Entry,
    child: &Child,
) {
    let owed = match entry.situation {
        Some(Situation::AssistedHalf) => STANDARD_YUAN / 2,
        Some(Situation::AssistedWhole) => 0,
        _ => STANDARD_YUAN,
    };
    match entry.situation {
        Some(Situation::AssistedHalf) => (*chance.pick(&HALF)).clone_into(&mut row.assistance),
        Some(Situation::AssistedWhole) => (*chance.pick(&WHOLE)).clone_into(&mut row.assistance),
        _ => {}
    }
    let union_part = tree.basics[entry.unit].plan.share(entry.mode).of(owed);
    row.claimed = union_part.to_string();
    match entry.mode {
        Method::Full => "单位代缴".clone_into(&mut row.paid_by),
        Method::Shared => {
            "单位代缴".clone_into(&mut row.paid_by);
            row.paid = (owed - union_part).to_string();
        }
        Method::Reimburse => {
            let late = entry.situation == Some(Situation::LatePayer);
            row.paid = if late { LATE_YUAN } else { owed }.to_string();
            row.paid_on = payment_day(spec, chance, entry, child).to_string();
            row.voucher = format!("443{}{}", entry.year % 10, chance.digits(14));
            row.paid_by = match entry.situation {
                Some(Situation::FamilyAccount) => "家庭共济",
                Some(Situation::PaidBySpouse) => "配偶",
                _ => "本人",
            }
            .to_owned();
            // The clerk claims the usual sum although nothing was owed: this is what the check of the voucher is for.
            if owed == 0 {
                row.claimed = STANDARD_YUAN.to_string();
            }
        }
    }
}

/// Inside the window of 2026, or well after that of 2025; after the child's birth and before the day of the rehearsal.
fn payment_day(
    spec: &ProvinceSpec,
    chance: &mut Chance,
    entry: &Entry,
    child: &Child,
) -> NaiveDate {
    let (first, last) = match entry.year {
        2026 => (
            WINDOW_OPEN.max(child.birth + Days::new(3)),
            spec.today - Days::new(1),
        ),
        _ if child.birth >= day(2025, 1, 1) => {
            (child.birth + Days::new(7), child.birth + Days::new(38))
        }
        _ => (day(2025, 3, 10), day(2025, 8, 25)),
    };
    first + Days::new(chance.below((last - first).num_days().max(0) as usize + 1) as u64)
}

/// Puts in the faults a text cell can hold.
fn spoil(row: &mut ClaimRow, chance: &mut Chance, entry: &Entry, child: &Child) {
    let Some(fault) = entry.fault else { return };
    let id = &child.id;
    match fault {
        Fault::IdBadCheck => {
            let wrong = if id.ends_with('7') { '4' } else { '7' };
            row.child_id = format!("{}{wrong}", &id[..17]);
        }
        Fault::IdImpossibleDate => {
            row.child_id = identity_from_digits(&format!("{}0230{}", &id[..10], &id[14..17]))
        }
        Fault::IdFullWidth => {
            row.child_id = id
                .chars()
                .filter_map(|c| char::from_u32(c as u32 + 0xFEE0))
                .collect();
        }
        Fault::IdLowerX => row.child_id = id.to_lowercase(),
        Fault::IdBlanks => {
            let blank = chance.pick(&[' ', '\u{A0}', '\u{3000}']);
            row.child_id = format!("{}{blank}{}{blank}{}", &id[..6], &id[6..14], &id[14..]);
        }
        Fault::NameInterpunct => {
            row.child_name = child.name.replace('·', DOTS[chance.below(DOTS.len())])
        }
        Fault::AmountWithUnit => {
            row.claimed.push('元');
            row.paid.push('元');
        }
        Fault::DateDotted => {
            if let Ok(date) = row.paid_on.parse::<NaiveDate>() {
                row.paid_on = date.format("%Y.%-m.%-d").to_string();
            }
        }
        Fault::OverStandard => {
            "500".clone_into(&mut row.paid);
            "500".clone_into(&mut row.claimed);
        }
        _ => {}
    }
}

/// The cells of a row. With `native`, years, amounts and dates are numbers and dates to the spreadsheet, as when somebody
/// typed them in instead of keeping the template's text columns.
pub fn cells(row: &ClaimRow, fault: Option<Fault>, native: bool) -> Vec<Cell> {
    let text = |value: &str| Cell::Text(value.to_owned());
    <ClaimRow as SheetRow>::HEADER
        .iter()
        .zip(row.cells())
        .map(|(header, value)| match *header {
            "子女身份证号" if fault == Some(Fault::IdAsNumber) => {
                value.parse().map_or_else(|_| text(value), Cell::Number)
            }
            "年度" | "已缴金额" | "申请金额" if native => {
                value.parse().map_or_else(|_| text(value), Cell::Number)
            }
            "出生日期" | "缴费日期" if native => {
                value.parse().map_or_else(|_| text(value), Cell::Date)
            }
            _ => text(value),
        })
        .collect()
}
