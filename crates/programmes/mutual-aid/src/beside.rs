//! What is paid beside benefits in tiers: money for days in hospital, and sums for listed illnesses.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::fen::Fen;
use domain::finding::{RowFinding, RowSeverity};
use rows::Note;

use crate::care;
use crate::codes::Codes;
use crate::fields::TextField;
use crate::findings;
use crate::grant::Terms;
use crate::message::Message;
use crate::scheme::{Daily, Days, Lump};

/// A sum beside the benefit in tiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// Id of the benefit.
    pub benefit: String,
    /// What is paid.
    pub sum: Fen,
    /// What a human should know.
    pub findings: Vec<RowFinding>,
}

impl Beside {
    /// No human has to look first.
    pub fn is_sure(&self) -> bool {
        self.findings
            .iter()
            .all(|finding| finding.severity < RowSeverity::Review)
    }
}

/// Day money and lump sums of a period, settlement by settlement in the order in which they were settled.
#[derive(Default)]
pub(crate) struct Besides<'a> {
    /// Days of a stay so far, and what was counted for them, by benefit and visit.
    stays: BTreeMap<(&'a str, &'a str), (NaiveDate, NaiveDate, Fen)>,
    /// Paid in the period, by benefit.
    paid: BTreeMap<&'a str, Fen>,
}

impl<'a> Besides<'a> {
    /// What a settlement that counts gives.
    pub(crate) fn of(
        &mut self,
        id: &'a str,
        message: &'a Message,
        codes: Option<&Codes>,
        terms: &Terms<'a>,
    ) -> Vec<Beside> {
        let mut all = Vec::new();
        let plans = || terms.scheme.joined(terms.plans);
        for lump in plans().flat_map(|plan| &plan.lump) {
            all.extend(self.lump(lump, message, terms));
        }
        if let Some(days) = care::stay(message, codes) {
            let visit = message.text(TextField::Visit).unwrap_or(id);
            for daily in plans().flat_map(|plan| &plan.daily) {
                all.extend(self.days(daily, visit, days));
            }
        }
        for one in leave_out(&mut all, terms) {
            let paid = self
                .paid
                .iter_mut()
                .find(|(benefit, _)| **benefit == one.benefit);
            if let Some((_, paid)) = paid {
                *paid = paid.saturating_sub(one.sum);
            }
        }
        all
    }

    /// A listed illness is paid once in a period, and never before a human has seen that it is one.
    fn lump(&mut self, lump: &'a Lump, message: &Message, terms: &Terms<'_>) -> Option<Beside> {
        let code = message.text(TextField::Illness)?;
        let is_listed = lump.illness.as_ref()?.has(code);
        let paid = self.paid.entry(&lump.id).or_default();
        if !is_listed || *paid > Fen::ZERO {
            return None;
        }
        let sum = Fen::new(lump.sum_fen.saturating_mul(i64::from(terms.shares)));
        *paid = sum;
        let note = Note::new(findings::LUMP_REVIEW)
            .arg("benefit", &lump.name_zh)
            .arg("benefit_en", &lump.name_en);
        Some(Beside {
            benefit: lump.id.clone(),
            sum,
            findings: vec![note.at_sheet("")],
        })
    }

    /// The days of a stay are counted together, also where it is settled several times.
    fn days(
        &mut self,
        daily: &'a Daily,
        visit: &'a str,
        days: (NaiveDate, NaiveDate),
    ) -> Option<Beside> {
        let (first, last, counted) =
            self.stays
                .entry((&daily.id, visit))
                .or_insert((days.0, days.1, Fen::ZERO));
        *first = days.0.min(*first);
        *last = days.1.max(*last);
        let all = daily.of_stay(Days::between(*first, *last)?);
        let more = all.saturating_sub(*counted);
        *counted = all;
        let paid = self.paid.entry(&daily.id).or_default();
        let sum = more.min(Fen::new(daily.maximum_fen).saturating_sub(*paid));
        *paid = paid.checked_add(sum).unwrap_or(*paid);
        (sum > Fen::ZERO).then(|| Beside {
            benefit: daily.id.clone(),
            sum,
            findings: Vec::new(),
        })
    }
}

/// Of benefits that exclude each other for one illness the highest is paid; the others are told and given back.
fn leave_out(all: &mut Vec<Beside>, terms: &Terms<'_>) -> Vec<Beside> {
    all.sort_by_key(|one| std::cmp::Reverse(one.sum));
    let mut left_out: Vec<Beside> = Vec::new();
    let mut kept: Vec<Beside> = Vec::new();
    for one in std::mem::take(all) {
        match kept
            .iter_mut()
            .find(|other| !terms.scheme.combine(&other.benefit, &one.benefit))
        {
            None => kept.push(one),
            Some(other) => {
                let (zh, en) = terms.scheme.name_beside(&one.benefit).unwrap_or_default();
                let note = Note::new(findings::EXCLUDED)
                    .arg("benefit", zh)
                    .arg("benefit_en", en)
                    .arg("sum", one.sum.to_string());
                other.findings.push(note.at_sheet(""));
                left_out.push(one);
            }
        }
    }
    *all = kept;
    left_out
}
