//! Who may join a scheme as a roster says, and who pays what of it.

use chrono::{Days, NaiveDate};
use domain::fen::Fen;
use domain::finding::RowFinding;
use policy::messages::{Eligible, Joined, Joins, Leaver};
use rows::{FindingText, Note};

use crate::findings;
use crate::scheme::{Joining, Payer, Plan, Premium, Scheme, Subject};

/// Whom a scheme is for on a day.
pub(crate) fn eligible(scheme: &Scheme, schemes: &[Scheme], on: NaiveDate) -> Eligible {
    let stays = scheme.age.as_ref().is_some_and(|age| age.stays);
    let before = before(scheme, schemes).filter(|_| stays);
    Eligible {
        born: scheme.age.as_ref().and_then(|age| age.born(on)),
        stays: before.map(|one| one.id.clone()).collect(),
    }
}

/// The schemes of the area whose period ends where this one's begins.
fn before<'s>(scheme: &'s Scheme, schemes: &'s [Scheme]) -> impl Iterator<Item = &'s Scheme> {
    schemes.iter().filter(|other| {
        let next = other.period.close.checked_add_days(Days::new(1));
        other.area == scheme.area && next == Some(scheme.period.open)
    })
}

/// What a roster's row is answered with.
pub(crate) fn joins(scheme: &Scheme, schemes: &[Scheme], said: &Joins<'_>) -> Joined {
    let mut row = Row {
        scheme,
        said,
        continuing: before(scheme, schemes).any(|one| said.before.contains(&one.id)),
        is_before_known: before(scheme, schemes).next().is_some(),
        findings: Vec::new(),
    };
    row.whose();
    row.days();
    row.age();
    row.shares();
    let paid_by = row.premium();
    Joined {
        paid_by,
        findings: row.findings,
    }
}

/// A row on its way through the checks.
struct Row<'a> {
    scheme: &'a Scheme,
    said: &'a Joins<'a>,
    /// The person was in the period before.
    continuing: bool,
    /// There is a scheme of the period before.
    is_before_known: bool,
    findings: Vec<RowFinding>,
}

impl Row<'_> {
    fn tell(&mut self, text: FindingText, args: &[(&str, String)]) {
        let note = args.iter().fold(Note::new(text), |note, (name, value)| {
            note.arg(name, value.clone())
        });
        self.findings.push(note.at_sheet(""));
    }

    /// A scheme for children is joined for one, and no other is.
    fn whose(&mut self) {
        let is_for_child = |plan: &Plan| {
            let mut tiers = plan.tiers.iter();
            tiers.any(|tiers| tiers.subject == Subject::Child)
        };
        let for_child = self.plans().any(is_for_child);
        if for_child != self.said.for_another {
            let text = if for_child {
                findings::CHILD_MISSING
            } else {
                findings::NOT_FOR_CHILDREN
            };
            self.tell(text, &[]);
        }
    }

    fn days(&mut self) {
        let period = self.scheme.period.days();
        let days = [self.said.joined_on, self.said.left_on];
        for day in days.into_iter().flatten() {
            if !period.contains(day) {
                let args = [
                    ("day", day.to_string()),
                    ("from", period.open.to_string()),
                    ("to", period.close.to_string()),
                ];
                self.tell(findings::OUTSIDE_PERIOD, &args);
            }
        }
    }

    fn age(&mut self) {
        let Some((band, born)) = self.scheme.age.as_ref().zip(self.said.born) else {
            return;
        };
        let on = self.said.joined_on.unwrap_or(self.scheme.period.open);
        let on = band.on.unwrap_or(on);
        if band.admits(born, on, self.continuing) {
            return;
        }
        let years = on.years_since(born).unwrap_or_default();
        let text = if years < band.from {
            findings::TOO_YOUNG
        } else if band.stays && !self.is_before_known {
            findings::AGE_REVIEW
        } else {
            findings::TOO_OLD
        };
        let args = [
            ("from", band.from.to_string()),
            ("below", band.below.to_string()),
            ("source", band.source.clone()),
        ];
        self.tell(text, &args);
    }

    fn plans(&self) -> impl Iterator<Item = &Plan> {
        let joined = self.said.plans;
        let plans = self.scheme.plan.iter();
        plans.filter(move |plan| joined.contains(&plan.id))
    }

    fn shares(&mut self) {
        let most = self.plans().map(|plan| plan.shares_most).min();
        let held = u32::try_from(self.said.shares).unwrap_or_default();
        if let Some(most) = most.filter(|most| held > *most) {
            self.tell(findings::TOO_MANY_SHARES, &[("most", most.to_string())]);
        }
    }

    /// Who pays how much; together it is what the roster says, whatever the scheme does.
    fn premium(&mut self) -> Vec<(&'static str, Fen)> {
        if let Some(leaver) = self.said.replaces {
            self.replacement(leaver);
            if self.said.paid != Fen::ZERO {
                self.differs(&[Fen::ZERO]);
            }
            return self.as_said();
        }
        let offers = self.offers();
        if offers.is_empty() {
            return self.as_said();
        }
        let paid = self.said.paid.get();
        let fits = |offer: &&Vec<&Premium>| self.cost(offer) == paid;
        let fitting: Vec<&Vec<&Premium>> = offers.iter().filter(fits).collect();
        let own = |offer: &Vec<&Premium>| {
            self.times(
                offer
                    .iter()
                    .map(|one| one.part_of(Payer::Member).get())
                    .sum(),
            )
        };
        let said = self.said.own.get();
        let offer = fitting.iter().find(|offer| said == 0 || own(offer) == said);
        if let Some(offer) = offer {
            return self.split(offer);
        }
        if let Some(offer) = fitting.first() {
            let args = [
                ("paid", self.said.own.to_string()),
                ("wanted", Fen::new(own(offer)).to_string()),
            ];
            self.tell(findings::OWN_DIFFERS, &args);
            return self.as_said();
        }
        let wanted: Vec<Fen> = offers
            .iter()
            .map(|offer| Fen::new(self.cost(offer)))
            .collect();
        self.differs(&wanted);
        self.as_said()
    }

    fn differs(&mut self, wanted: &[Fen]) {
        let least = wanted.iter().min().copied().unwrap_or(Fen::ZERO);
        let mut wanted: Vec<String> = wanted.iter().map(Fen::to_string).collect();
        wanted.dedup();
        let wanted = wanted.join(" / ");
        let kept = self
            .scheme
            .leaving
            .as_ref()
            .filter(|leaving| !leaving.refunded);
        let kept = kept.map(|leaving| leaving.source.clone());
        match kept {
            Some(source) if self.said.left_on.is_some() && self.said.paid < least => {
                self.tell(
                    findings::NOT_REFUNDED,
                    &[("wanted", wanted), ("source", source)],
                );
            }
            _ => {
                let paid = self.said.paid.to_string();
                self.tell(
                    findings::PREMIUM_DIFFERS,
                    &[("paid", paid), ("wanted", wanted)],
                );
            }
        }
    }

    fn replacement(&mut self, leaver: Leaver) {
        let Some(leaving) = self
            .scheme
            .leaving
            .as_ref()
            .filter(|leaving| leaving.replaced_within_days > 0)
        else {
            self.tell(findings::NO_REPLACEMENT, &[]);
            return;
        };
        let open = self.scheme.period.open;
        let began = leaver.joined_on.unwrap_or(open).max(open);
        let within = |left: NaiveDate| {
            let days = left.signed_duration_since(began).num_days();
            days < i64::from(leaving.replaced_within_days)
                && left < self.said.joined_on.unwrap_or(open)
        };
        if leaver.is_paid || !leaver.left_on.is_some_and(within) {
            let args = [
                ("days", leaving.replaced_within_days.to_string()),
                ("source", leaving.source.clone()),
            ];
            self.tell(findings::NOT_REPLACEABLE, &args);
        }
    }

    /// One premium of each plan, in every combination a roster may mean: it does not say of which class a union is.
    fn offers(&self) -> Vec<Vec<&Premium>> {
        let mut offers: Vec<Vec<&Premium>> = vec![Vec::new()];
        for plan in self.plans() {
            let fits = |premium: &&Premium| match premium.joining {
                Joining::Any => true,
                Joining::Continuing => self.continuing || !self.is_before_known,
                Joining::New => !self.continuing,
            };
            let of_plan: Vec<&Premium> = plan.premium.iter().filter(fits).collect();
            offers = offers
                .iter()
                .flat_map(|offer| {
                    of_plan.iter().map(|premium| {
                        let mut offer = offer.clone();
                        offer.push(*premium);
                        offer
                    })
                })
                .collect();
        }
        offers.retain(|offer| !offer.is_empty());
        offers
    }

    fn times(&self, fen: i64) -> i64 {
        fen.saturating_mul(i64::from(self.said.shares))
    }

    fn cost(&self, offer: &[&Premium]) -> i64 {
        self.times(offer.iter().map(|premium| premium.amount_fen).sum())
    }

    /// The member's part as the roster has it; of the rest no source says who pays it.
    fn as_said(&self) -> Vec<(&'static str, Fen)> {
        let rest = self.said.paid.saturating_sub(self.said.own);
        [(Payer::Unit, rest), (Payer::Member, self.said.own)]
            .into_iter()
            .filter(|(_, sum)| *sum != Fen::ZERO)
            .map(|(payer, sum)| (payer.code(), sum))
            .collect()
    }

    /// The parts of the scheme, and of the unions' part those of city and town where the town is listed.
    fn split(&self, offer: &[&Premium]) -> Vec<(&'static str, Fen)> {
        let mut parts: Vec<(&'static str, Fen)> = Vec::new();
        let mut add = |payer: Payer, fen: i64| {
            let sum = self.times(fen);
            match parts.iter_mut().find(|(code, _)| *code == payer.code()) {
                Some((_, all)) => *all = Fen::new(all.get().saturating_add(sum)),
                None if sum != 0 => parts.push((payer.code(), Fen::new(sum))),
                None => {}
            }
        };
        for premium in offer {
            let town = premium
                .town
                .iter()
                .find(|town| self.said.unions.contains(&town.town));
            for share in &premium.share {
                match town.filter(|_| share.payer == Payer::Unions) {
                    Some(town) => {
                        add(Payer::City, town.city_fen);
                        add(Payer::Town, town.town_fen);
                    }
                    None => add(share.payer, share.amount_fen),
                }
            }
        }
        parts
    }
}
