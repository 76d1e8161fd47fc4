//! Settlement messages as the kernel hands them over: what ties them together, and what a person's come to.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use domain::draft::ClaimDraft;
use domain::fen::Fen;
use domain::finding::{RowFinding, RowSeverity};
use domain::form::Form;
use domain::identity::{IdentityKind, parse_as};
use domain::period::Window;
use domain::year::BenefitYear;
use policy::messages::{
    Alarm, Begun, Changed, Eligible, Entitlement, Heard, Joined, Joins, Message as Received,
    MessageAnswer, MessageFeed, MessageKey, MessageState, Origin, TakesPart, Uptake, Waiting,
    Weighed,
};
use policy::{Params, ParamsError};
use rows::{FindingText, Note};

use crate::account::answer;
use crate::claim::Settled;
use crate::codes::Codes;
use crate::fields::{AmountField, TextField};
use crate::findings;
use crate::grant::{Granted, Terms, grant};
use crate::message::{Context, Message, Reading, read};
use crate::netting::{Net, net};
use crate::programme::{CARD, STATEMENT, Snapshot};
use crate::referral::{Event, Thresholds, Trigger, triggers};
use crate::scheme::{Payer, Scheme, SchemeError};
use crate::{codes, cover, notice, participation, scheme};

/// The platform's code of an identity card.
const IDENTITY_CARD: &str = "01";

/// The schemes and code tables messages are understood with.
#[derive(Clone)]
pub struct SettlementFeed {
    schemes: Vec<Scheme>,
    thresholds: Option<Thresholds>,
    /// Those of periods that have their own, by year.
    own_thresholds: BTreeMap<BenefitYear, Thresholds>,
    codes: Vec<Codes>,
    /// The site's own province, as the first two digits of a division code.
    own: Option<String>,
}

/// What the settlements of a person give under one scheme.
struct Under<'s> {
    scheme: &'s Scheme,
    granted: BTreeMap<String, Granted>,
}

impl SettlementFeed {
    /// With what is shipped. A test holds the shipped files to it; without them nothing would be paid.
    ///
    /// Ids are unique on one platform, which is a province's. A message that names no area is of the site's own, `area`;
    /// where the site names none, all messages are of one platform.
    pub fn shipped(area: Option<&str>) -> Self {
        Self {
            schemes: scheme::read(scheme::SHIPPED).unwrap_or_default(),
            thresholds: scheme::thresholds(scheme::SHIPPED).unwrap_or_default(),
            own_thresholds: BTreeMap::new(),
            codes: codes::shipped().unwrap_or_default(),
            own: area.and_then(|area| area.get(..2)).map(str::to_owned),
        }
    }

    fn area<'a>(&'a self, message: &'a Message) -> &'a str {
        match &self.own {
            Some(own) => message.province().unwrap_or(own),
            None => "",
        }
    }

    pub(crate) fn find(&self, id: &str) -> Option<&Scheme> {
        self.schemes.iter().find(|scheme| scheme.id == id)
    }

    fn reading(&self, received: &Received<'_>) -> Reading {
        let context = Context {
            origin: received.origin,
            codes: &self.codes,
            received_on: received.on,
        };
        read(received.text, &context)
    }

    /// What the settlements give under every scheme the person joined. A scheme that comes after others is computed on
    /// what these left.
    fn under_all(&self, net: &Net, parts: &[TakesPart]) -> Vec<Under<'_>> {
        let joined = self
            .schemes
            .iter()
            .filter(|scheme| cover::of(&scheme.id, parts).next().is_some());
        let (first, later): (Vec<&Scheme>, Vec<&Scheme>) =
            joined.partition(|scheme| comes_after(scheme).next().is_none());
        let mut all: Vec<Under<'_>> = Vec::new();
        for scheme in first.into_iter().chain(later) {
            let Some(days) = cover::days(scheme, parts, &self.schemes) else {
                continue;
            };
            let plans: Vec<&str> = cover::of(&scheme.id, parts)
                .map(|part| part.plan.as_str())
                .collect();
            let paid_before = all
                .iter()
                .filter(|one| comes_after(scheme).any(|id| id == one.scheme.id))
                .flat_map(|one| one.granted.values())
                .map(|granted| granted.all().get())
                .fold(0, i64::saturating_add);
            let terms = Terms {
                scheme,
                plans: &plans,
                cover: days,
                codes: &self.codes,
                further_periods: cover::further_periods(scheme, parts, &self.schemes),
                paid_before: Fen::new(paid_before),
                shares: cover::of(&scheme.id, parts)
                    .map(|part| part.shares)
                    .max()
                    .unwrap_or(1),
            };
            let granted = grant(net, &terms);
            all.push(Under { scheme, granted });
        }
        all
    }

    /// What ties a message to others.
    fn keys(&self, message: &Message) -> Vec<MessageKey> {
        let area = self.area(message);
        let id = |kind: &'static str, field: TextField| {
            message.text(field).map(|value| MessageKey {
                kind,
                value: format!("{area}/{value}"),
            })
        };
        // The sender makes these ids, whatever the area.
        let sent = |field: TextField| {
            message.text(field).map(|value| MessageKey {
                kind: "sent",
                value: value.to_owned(),
            })
        };
        let mut keys: Vec<MessageKey> = [
            id("settlement", TextField::Settlement),
            id("settlement", TextField::Original),
            id("visit", TextField::Visit),
            sent(TextField::SenderMessage),
            sent(TextField::UndoneMessage),
        ]
        .into_iter()
        .flatten()
        .collect();
        keys.sort();
        keys.dedup();
        keys
    }

    /// What stands under a scheme: each settlement, what is paid beside it, and each benefit that is paid once.
    fn entitlements(
        &self,
        under: &Under<'_>,
        net: &Net,
        waited_for: impl Fn(&str) -> bool,
    ) -> Vec<Entitlement> {
        let mut all: Vec<Entitlement> = Vec::new();
        let mut once: BTreeMap<&str, Entitlement> = BTreeMap::new();
        for (id, granted) in &under.granted {
            let message = net.settlements.get(id).map(|settled| &settled.message);
            let own =
                message.and_then(|message| self.entitlement(under.scheme, id, message, granted));
            let Some(own) = own else { continue };
            let own = Entitlement {
                counter: waited_for(id).then_some(own.sum),
                ..own
            };
            all.extend(besides(&own, granted));
            match &granted.once {
                Some(benefit) => {
                    add_once(once.entry(benefit), &own, benefit);
                    all.push(Entitlement {
                        sum: Fen::ZERO,
                        counter: own.counter.map(|_| Fen::ZERO),
                        state: MessageState::None,
                        ..own
                    });
                }
                None => all.push(own),
            }
        }
        all.extend(once.into_values());
        all
    }

    /// What a settlement gives under a scheme; none where it is of another period.
    fn entitlement(
        &self,
        scheme: &Scheme,
        id: &str,
        message: &Message,
        granted: &Granted,
    ) -> Option<Entitlement> {
        let day = message.stated_day().or(message.received_on);
        if day.is_some_and(|day| !scheme.period.days().contains(day)) {
            return None;
        }
        Some(Entitlement {
            key: format!("{}/{}/{id}", scheme.id, self.area(message)),
            scheme: scheme.id.clone(),
            year: scheme.year(),
            day,
            state: granted.state,
            base: granted.base,
            sum: granted.benefit,
            institution: message.text(TextField::Institution).map(str::to_owned),
            about: id.to_owned(),
            counter: None,
            findings: granted.findings.clone(),
        })
    }
}

/// Settlements that stand in one year, with what all schemes together pay for each.
#[derive(Default)]
struct OfYear<'s> {
    /// A scheme of the year.
    scheme: &'s str,
    events: BTreeMap<&'s str, Event>,
}

impl SettlementFeed {
    /// Why a union should look after the member, year by year.
    fn alarms(&self, net: &Net, under: &[Under<'_>]) -> Vec<Alarm> {
        let mut years: BTreeMap<BenefitYear, OfYear<'_>> = BTreeMap::new();
        for one in under {
            for (id, granted) in &one.granted {
                let message = net.settlements.get(id).map(|settled| &settled.message);
                let counted = message.zip(granted.base).and_then(|(message, base)| {
                    let entitlement = self.entitlement(one.scheme, id, message, granted)?;
                    Some((message, base, entitlement.year, entitlement.day?))
                });
                let Some((message, base, year, day)) = counted else {
                    continue;
                };
                let of_year = years.entry(year).or_default();
                of_year.scheme = &one.scheme.id;
                let event = of_year.events.entry(id).or_insert_with(|| Event {
                    settlement: format!("{}/{id}", self.area(message)),
                    visit: message.text(TextField::Visit).unwrap_or(id).to_owned(),
                    day,
                    own_cost: borne(message).unwrap_or(base),
                    benefit: Fen::ZERO,
                });
                let sum = event.benefit.get().saturating_add(granted.all().get());
                event.benefit = Fen::new(sum);
            }
        }
        let alarm = |scheme: &str, year, trigger: Trigger| Alarm {
            key: trigger.key(),
            scheme: scheme.to_owned(),
            year,
            told: trigger.told(),
        };
        years
            .into_iter()
            .flat_map(|(year, of_year)| {
                let events: Vec<Event> = of_year.events.into_values().collect();
                let thresholds = self.own_thresholds.get(&year);
                let thresholds = thresholds.or(self.thresholds.as_ref());
                let found = thresholds.map(|thresholds| triggers(&events, thresholds));
                let found = found.into_iter().flatten();
                found.map(move |trigger| alarm(of_year.scheme, year, trigger))
            })
            .collect()
    }
}

/// Among a claim's doubts: the institution was told to give another sum than stands now.
const GIVEN_OTHERWISE: &str = "given-otherwise";
/// The platform's code of what is paid at the institution itself.
const AT_THE_INSTITUTION: &str = "2";

/// It was settled at the institution, as far as the message says: elsewhere nothing can be given at once.
fn settled_there(message: &Message) -> bool {
    let paid_at = message.text(TextField::PaidAt);
    paid_at.is_none_or(|code| code == AT_THE_INSTITUTION)
}

/// What the member bore after insurance, as far as the message says.
fn borne(message: &Message) -> Option<Fen> {
    let amount = |field| message.amount(field);
    amount(AmountField::Personal)
        .or_else(|| amount(AmountField::Cash)?.checked_add(amount(AmountField::PersonalAccount)?))
}

impl MessageFeed for SettlementFeed {
    fn under(&self, periods: &[Params]) -> Result<Arc<dyn MessageFeed>, ParamsError> {
        let mut under = self.clone();
        let mut own: BTreeMap<String, Scheme> = BTreeMap::new();
        for params in periods {
            let snapshot: Snapshot = params.read()?;
            let years: BTreeSet<BenefitYear> = snapshot.scheme.iter().map(Scheme::year).collect();
            under.schemes.retain(|one| !years.contains(&one.year()));
            if let Some(thresholds) = snapshot.referral {
                let each = years.iter().map(|year| (*year, thresholds.clone()));
                under.own_thresholds.extend(each);
            }
            for scheme in snapshot.scheme {
                if let Some(Scheme { id, .. }) = own.insert(scheme.id.clone(), scheme) {
                    return Err(SchemeError::OfTwoPeriods { id }.into());
                }
            }
        }
        // A site's own scheme of one year may not be mistaken for a shipped one of another.
        if let Some(twice) = under.schemes.iter().find(|one| own.contains_key(&one.id)) {
            let id = twice.id.clone();
            return Err(SchemeError::OfTwoPeriods { id }.into());
        }
        under.schemes.extend(own.into_values());
        Ok(Arc::new(under))
    }

    fn findings(&self) -> &'static [FindingText] {
        findings::ALL
    }

    fn key(&self, word: &str) -> Option<&'static str> {
        let amount = AmountField::of_key(word).map(AmountField::code);
        let text = TextField::of_key(word).map(TextField::code);
        let amounts = AmountField::ALL.iter().map(|field| field.shown());
        let texts = TextField::ALL.iter().map(|field| field.shown());
        let mut named = amounts.chain(texts).filter(|shown| shown.zh == word);
        amount
            .or(text)
            .or_else(|| named.next().map(|shown| shown.code))
    }

    fn known_as(&self, number: &str) -> String {
        format!("{}/{number}", self.own.as_deref().unwrap_or_default())
    }

    fn hear(&self, received: Received<'_>) -> Result<Heard, Vec<RowFinding>> {
        let reading = self.reading(&received);
        let Some(message) = reading.message else {
            return Err(reading.findings);
        };
        let content = serde_json::to_string(&Message {
            received_on: None,
            ..message.clone()
        });
        let Ok(content) = content else {
            return Err(vec![Note::new(findings::NOT_JSON).at_sheet("")]);
        };
        let hint = match message.text(TextField::DocumentKind) {
            None | Some(IDENTITY_CARD) => Some(IdentityKind::ResidentId),
            Some(_) => None,
        };
        let person = message
            .text(TextField::Document)
            .and_then(|text| parse_as(hint, text, received.on).ok())
            .map(|parsed| parsed.number);
        let known_as = message
            .text(TextField::Person)
            .map(|number| format!("{}/{number}", self.area(&message)));
        Ok(Heard {
            content,
            keys: self.keys(&message),
            person,
            known_as,
        })
    }

    fn weigh(&self, received: &[Received<'_>], parts: &[TakesPart]) -> Weighed {
        let mut readings: Vec<Reading> = received.iter().map(|one| self.reading(one)).collect();
        let told = readings
            .last_mut()
            .map(|last| std::mem::take(&mut last.findings));
        let placed: Vec<(usize, Message)> = readings
            .into_iter()
            .enumerate()
            .filter_map(|(place, reading)| Some((place, reading.message?)))
            .collect();
        let about = placed
            .last()
            .filter(|(place, _)| place + 1 == received.len());
        let about = about.map(|(_, message)| message.clone());
        let messages: Vec<Message> = placed.iter().map(|(_, message)| message.clone()).collect();
        let net = net(&messages);
        let under = self.under_all(&net, parts);
        let waited_for = |id: &str| {
            let there = net
                .settlements
                .get(id)
                .is_some_and(|settled| settled_there(&settled.message));
            let mut of_it = placed.iter().filter(|(_, one)| one.id() == Some(id));
            there
                && of_it.any(|(place, _)| {
                    let came = received.get(*place);
                    came.is_some_and(|one| one.origin == Origin::Counter)
                })
        };
        let entitlements = under
            .iter()
            .flat_map(|one| self.entitlements(one, &net, waited_for))
            .collect();
        let alarms = self.alarms(&net, &under);
        let waiting = placed
            .iter()
            .filter_map(|(place, message)| {
                let (_, finding) = net.waiting.iter().find(|(waits, _)| waits == message)?;
                let about = message
                    .id()
                    .or_else(|| message.text(TextField::UndoneMessage));
                Some(Waiting {
                    place: *place,
                    about: about.unwrap_or_default().to_owned(),
                    finding: finding.clone(),
                })
            })
            .collect();
        let told = told.unwrap_or_default();
        let answer = match about {
            None => MessageAnswer::refused(told),
            Some(about) => answered(&messages, &about, told, &net, &under),
        };
        Weighed {
            entitlements,
            waiting,
            alarms,
            answer,
        }
    }

    fn claim(&self, entitlement: &Entitlement, begun: Begun) -> Option<ClaimDraft> {
        let doubts = entitlement
            .findings
            .iter()
            .filter(|finding| finding.severity >= RowSeverity::Review)
            .map(|finding| finding.code.clone());
        let gave = begun.gave.as_ref();
        let given_otherwise = gave
            .filter(|gave| gave.sum != entitlement.sum)
            .map(|_| GIVEN_OTHERWISE.to_owned());
        let benefit = entitlement
            .key
            .split_once(BESIDE)
            .map(|(_, benefit)| benefit.to_owned());
        let settled = Settled {
            key: entitlement.key.clone(),
            scheme: entitlement.scheme.clone(),
            day: entitlement.day?,
            base: entitlement
                .base
                .or_else(|| benefit.is_some().then_some(Fen::ZERO))?,
            benefit,
            doubts: doubts.chain(given_otherwise).collect(),
        };
        Some(ClaimDraft {
            unit_code: begun.unit_code,
            subject: begun.person,
            claimant: begun.claimant,
            year: entitlement.year,
            method: match begun.gave {
                Some(_) => STATEMENT.method(),
                None => CARD.method(),
            },
            claimed: entitlement.sum,
            payee: begun.gave.map(|gave| gave.payee).or(begun.payee),
            form: Form::new(settled),
            corrects: None,
            partner: None,
        })
    }

    fn told(&self, changed: Changed) -> (String, String) {
        notice::of(changed)
    }

    fn schemes(&self) -> Vec<String> {
        let mut schemes: Vec<&Scheme> = self.schemes.iter().collect();
        schemes.sort_by(|a, b| (a.period.open, &a.id).cmp(&(b.period.open, &b.id)));
        schemes
            .into_iter()
            .map(|scheme| scheme.id.clone())
            .collect()
    }

    fn terms(&self, scheme: &str) -> Option<String> {
        toml::to_string(self.find(scheme)?).ok()
    }

    fn scheme(&self, scheme: &str) -> Option<Window> {
        self.find(scheme).map(|scheme| scheme.period.days())
    }

    fn plans(&self, scheme: &str) -> Vec<(String, String)> {
        let plans = self.find(scheme).map(|scheme| scheme.plan.as_slice());
        plans
            .unwrap_or_default()
            .iter()
            .map(|plan| (plan.id.clone(), plan.name_zh.clone()))
            .collect()
    }

    fn plans_lacking(&self, scheme: &str, joined: &[&str]) -> Vec<String> {
        let lacking = self.find(scheme).map(|scheme| scheme.plans_lacking(joined));
        lacking
            .unwrap_or_default()
            .into_iter()
            .map(str::to_owned)
            .collect()
    }

    fn payer(&self, code: &str) -> Option<(&'static str, &'static str)> {
        Payer::from_code(code).map(|payer| (payer.chinese(), payer.english()))
    }

    fn joins(&self, said: &Joins<'_>) -> Joined {
        match self.find(said.scheme) {
            Some(scheme) => participation::joins(scheme, &self.schemes, said),
            None => Joined {
                paid_by: Vec::new(),
                findings: Vec::new(),
            },
        }
    }

    fn eligible(&self, scheme: &str, on: NaiveDate) -> Eligible {
        match self.find(scheme) {
            Some(scheme) => participation::eligible(scheme, &self.schemes, on),
            None => Eligible {
                born: None,
                stays: Vec::new(),
            },
        }
    }

    fn uptake(&self, scheme: &str, insured: u32, eligible: u32) -> Uptake {
        let rule = self
            .find(scheme)
            .and_then(|scheme| scheme.participation.as_ref());
        let free = Uptake {
            insured,
            eligible,
            needed: 0,
            counted: true,
        };
        rule.map_or(free, |rule| rule.uptake(insured, eligible))
    }
}

/// Adds a settlement to the benefit that is paid once, whichever settlements it rests on.
fn add_once(entry: Entry<'_, &str, Entitlement>, own: &Entitlement, benefit: &str) {
    let all = entry.or_insert_with(|| Entitlement {
        key: format!("{}/{benefit}", own.scheme),
        state: MessageState::None,
        base: Some(Fen::ZERO),
        sum: Fen::ZERO,
        counter: None,
        findings: Vec::new(),
        ..own.clone()
    });
    let added = |a: Fen, b: Fen| Fen::new(a.get().saturating_add(b.get()));
    all.base = all.base.zip(own.base).map(|(all, own)| added(all, own));
    all.sum = added(all.sum, own.sum);
    all.day = all.day.max(own.day);
    // Nobody is told at a counter to give what a human has to see proof for.
    all.counter = all.counter.or(own.counter.map(|_| Fen::ZERO));
    if all.sum > Fen::ZERO {
        all.state = MessageState::Benefit;
    }
    for finding in &own.findings {
        if !all.findings.contains(finding) {
            all.findings.push(finding.clone());
        }
    }
}

/// Between the key of a settlement and a benefit that is paid beside the one in tiers; no platform has it in an id.
const BESIDE: char = '#';

/// What is paid beside a settlement's benefit in tiers, each by itself: a human may have to look at one of them.
fn besides(own: &Entitlement, granted: &Granted) -> Vec<Entitlement> {
    let each = granted.beside.iter().map(|one| Entitlement {
        key: format!("{}{BESIDE}{}", own.key, one.benefit),
        state: MessageState::Benefit,
        base: None,
        sum: one.sum,
        counter: own
            .counter
            .map(|_| if one.is_sure() { one.sum } else { Fen::ZERO }),
        findings: one.findings.clone(),
        ..own.clone()
    });
    each.collect()
}

/// Schemes that pay before this one.
fn comes_after(scheme: &Scheme) -> impl Iterator<Item = &str> {
    let tiers = scheme.plan.iter().flat_map(|plan| &plan.tiers);
    tiers.flat_map(|tiers| tiers.after.iter().map(String::as_str))
}

/// The answer to the last message: what the settlement it is about gives under all schemes together.
fn answered(
    messages: &[Message],
    about: &Message,
    mut told: Vec<RowFinding>,
    net: &Net,
    under: &[Under<'_>],
) -> MessageAnswer {
    let nobody = BTreeMap::new();
    let each: Vec<(Option<String>, Granted)> = under
        .iter()
        .map(|one| answer(messages, about, net, &one.granted))
        .collect();
    let found = each
        .iter()
        .find(|(_, granted)| granted.state == MessageState::Benefit)
        .or_else(|| each.iter().find(|(_, granted)| granted.base.is_some()))
        .or_else(|| each.first())
        .cloned();
    let (id, mut granted) = found.unwrap_or_else(|| {
        let (id, mut granted) = answer(messages, about, net, &nobody);
        let stands = id
            .as_deref()
            .and_then(|id| net.settlements.get(id))
            .is_some_and(|one| one.standing == crate::netting::Standing::Stands);
        if stands {
            granted.state = MessageState::None;
            granted
                .findings
                .push(Note::new(findings::NOT_TAKING_PART).at_sheet(""));
        }
        (id, granted)
    });
    let added = |of: fn(&Granted) -> Fen| {
        let each = each.iter().map(|(_, granted)| of(granted).get());
        Fen::new(each.fold(0, i64::saturating_add))
    };
    granted.benefit = added(Granted::sure);
    if granted.benefit > Fen::ZERO {
        granted.state = MessageState::Benefit;
    } else if added(Granted::all) > Fen::ZERO {
        granted.state = MessageState::Waiting;
    }
    if each
        .iter()
        .any(|(_, granted)| granted.once.is_some() && granted.benefit > Fen::ZERO)
    {
        granted
            .findings
            .push(Note::new(findings::KINSHIP_REVIEW).at_sheet(""));
    }
    let beside = each.iter().flat_map(|(_, granted)| &granted.beside);
    granted
        .findings
        .extend(beside.flat_map(|one| one.findings.clone()));
    for finding in granted.findings {
        if !told.contains(&finding) {
            told.push(finding);
        }
    }
    let sum = granted.benefit;
    let line = (granted.state == MessageState::Benefit).then(|| {
        (
            format!("总工会补助 {sum} 元"),
            format!("Union benefit {sum} yuan"),
        )
    });
    MessageAnswer {
        about: id,
        state: granted.state,
        base: granted.base,
        sum,
        line,
        findings: told,
    }
}
