//! Which child is claimed by whom for which year, and what is unusual or wrong about the row.

use super::cast::Cast;
use super::families::Spouse;
use super::method::Method;
use super::tree::Tree;
use super::{ProvinceSpec, day};
use crate::chance::Chance;
use chrono::Days;
use std::collections::BTreeMap;

/// One in so many claims is for the year before, paid outside its window.
const EARLIER_YEAR_SHARE: usize = 5;
/// Of 1,000 claims for 2025, how many are for children born in 2025.
const NEWBORN_2025_PER_MILLE: usize = 300;

macro_rules! kinds {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// The kind's name in the manifest.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }
        }
    };
}

kinds! {
    /// Lawful, but not the ordinary row.
    Situation {
        /// 2025, paid late: 1,100 yuan of which 400 are the personal part.
        LatePayer = "late_payer_1100",
        /// 2025, born in that year, 400 yuan.
        Newborn2025 = "newborn_2025",
        /// 2025, known by certificate; claimed again for 2026 with both numbers.
        CertificateFirst = "certificate_first",
        /// The same child's row for 2026.
        NumberAfterCertificate = "number_after_certificate",
        /// Born in the autumn of 2025, known by certificate only.
        NewbornCertificate = "newborn_certificate_only",
        /// Born in January 2026: owes nothing if a parent is insured.
        NewbornWaiver = "newborn_waiver_likely",
        /// Turns 18 on the reference day.
        EighteenthBirthday = "eighteenth_birthday",
        /// 18 already, not yet 19: depends on the reading of 含18周岁.
        AgeDepends = "age_depends_on_interpretation",
        /// Paid from a relative's personal account.
        FamilyAccount = "family_account",
        /// Paid by the spouse.
        PaidBySpouse = "paid_by_spouse",
        /// Adopted.
        Adopted = "adopted",
        /// Owes 200 yuan.
        AssistedHalf = "assisted_half",
        /// Owes nothing.
        AssistedWhole = "assisted_whole",
        /// Both parents claim, each at their own union, under the same number.
        BothParents = "both_parents",
        /// Both parents claim; this row has the certificate only.
        BothParentsCertificate = "both_parents_certificate",
        /// The other parent's row, with certificate and number.
        BothParentsNumber = "both_parents_number",
    }
}

kinds! {
    /// What is wrong with a row, or with what the row relies on.
    Fault {
        /// Excel made a number of the child's identity number.
        IdAsNumber = "id_stored_as_number",
        /// The check character is wrong.
        IdBadCheck = "id_bad_check_digit",
        /// 30 February, with a good check character.
        IdImpossibleDate = "id_impossible_date",
        /// Full-width digits.
        IdFullWidth = "id_full_width",
        /// A small x.
        IdLowerX = "id_lower_case_x",
        /// Blanks in the number.
        IdBlanks = "id_blanks",
        /// Another dot between the parts of the name.
        NameInterpunct = "name_interpunct_variant",
        /// 400元 instead of 400.
        AmountWithUnit = "amount_with_unit",
        /// 2026.1.5 instead of 2026-01-05.
        DateDotted = "date_dotted",
        /// 19 or older on the reference day.
        OverAge = "over_age",
        /// More than the standard.
        OverStandard = "amount_over_standard",
        /// The row stands twice in the file; counts the copy.
        DuplicatedRow = "duplicated_row",
        /// The claimant is on no roster.
        MissingRoster = "missing_roster_entry",
        /// The claimant is retired or has left.
        NotInService = "member_not_in_service",
        /// The claimant's dues ended long ago.
        DuesLapsed = "dues_lapsed",
        /// The roster does not say how far the claimant's dues are paid.
        DuesUnknown = "dues_unknown",
        /// The unit has no plan.
        UnitWithoutPlan = "unit_without_plan",
        /// The unit has no budget.
        UnitWithoutBudget = "unit_without_budget",
        /// The unit's budget pays for one claim only.
        BudgetTooSmall = "budget_too_small",
    }
}

/// One claim row to be written.
#[derive(Debug, Clone)]
pub struct Entry {
    pub family: usize,
    pub child: usize,
    pub year: i32,
    pub claimant: usize,
    pub unit: usize,
    pub mode: Method,
    pub situation: Option<Situation>,
    pub fault: Option<Fault>,
}

impl Entry {
    /// The entry of one of a family's members.
    pub fn new(
        tree: &Tree,
        cast: &Cast,
        family: usize,
        child: usize,
        year: i32,
        claimant: usize,
    ) -> Self {
        let unit = cast.members[claimant].unit;
        let mode = if year == 2026 {
            tree.basics[unit].plan.mode
        } else {
            Method::Reimburse
        };
        Self {
            family,
            child,
            year,
            claimant,
            unit,
            mode,
            situation: None,
            fault: None,
        }
    }

    /// Nothing is unusual or wrong so far.
    pub fn is_ordinary(&self) -> bool {
        self.situation.is_none() && self.fault.is_none()
    }
}

/// How many rows each child has: a child with several must keep its numbers.
pub fn rows_per_child(entries: &[Entry]) -> BTreeMap<(usize, usize), usize> {
    let mut rows = BTreeMap::new();
    for entry in entries {
        *rows.entry((entry.family, entry.child)).or_default() += 1;
    }
    rows
}

/// Draws the claims of both years: whole families for 2026, one child each for 2025.
pub fn choose(spec: &ProvinceSpec, tree: &Tree, cast: &mut Cast) -> Vec<Entry> {
    let mut chance = Chance::stream(spec.seed, "entries");
    let mut order: Vec<usize> = (0..cast.families.len()).collect();
    let earlier = spec.claims / EARLIER_YEAR_SHARE;
    let mut entries = Vec::with_capacity(spec.claims + spec.claims / 10);
    chance.shuffle(&mut order);
    for family in &order {
        if entries.len() >= spec.claims - earlier {
            break;
        }
        let claimant = claimant_of(cast, *family);
        for child in 0..cast.families[*family].children.len() {
            entries.push(Entry::new(tree, cast, *family, child, 2026, claimant));
        }
    }
    let rows_2026 = rows_per_child(&entries);
    let mut known_by_certificate = Vec::new();
    chance.shuffle(&mut order);
    order.retain(|family| {
        !cast.families[*family]
            .children
            .iter()
            .any(|child| child.twin)
    });
    for family in order.into_iter().take(earlier) {
        let Some(child) = cast.families[family].children.len().checked_sub(1) else {
            continue;
        };
        let mut entry = Entry::new(tree, cast, family, child, 2025, claimant_of(cast, family));
        let birth = day(2025, 3, 1) + Days::new(chance.below(140) as u64);
        let newborn = chance.happens(NEWBORN_2025_PER_MILLE) && cast.rebirth(family, child, birth);
        entry.situation = Some(match newborn {
            true if rows_2026.contains_key(&(family, child)) && chance.happens(500) => {
                known_by_certificate.push((family, child));
                Situation::CertificateFirst
            }
            true => Situation::Newborn2025,
            false => Situation::LatePayer,
        });
        entries.push(entry);
    }
    for entry in entries.iter_mut().filter(|entry| entry.year == 2026) {
        if known_by_certificate.contains(&(entry.family, entry.child)) {
            entry.situation = Some(Situation::NumberAfterCertificate);
        }
    }
    entries
}

/// The parent who files for the family: the second of two members in every other family.
fn claimant_of(cast: &Cast, family: usize) -> usize {
    match cast.families[family].spouse {
        Spouse::Member(other) if family % 2 == 1 => other,
        _ => cast.families[family].first,
    }
}
