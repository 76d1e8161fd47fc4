//! What a scheme must be before anything is computed with it.

use domain::fen::Fen;
use policy::params::Interval;

use super::Scheme;
use super::error::SchemeError;
use super::plan::Plan;
use super::premium::{Payer, Premium};
use super::tiers::{Included, Mode, Row, Tiers};

/// A source shorter than this says nothing, such as `?` or `news`.
const SOURCE_CHARS_MIN: usize = 8;

/// Refuses a scheme that cannot be, naming the key.
pub(super) fn scheme(scheme: &Scheme) -> Result<(), SchemeError> {
    let at = At { scheme: &scheme.id };
    if !is_id_with_year(&scheme.id) {
        return at.wrong(
            "id",
            "is not lower-case words and a year, such as `pinghu-2025`",
            "应为小写拼音加年份，如 pinghu-2025",
        );
    }
    at.interval("period", &scheme.period)?;
    if let Some(enrolment) = &scheme.enrolment {
        at.interval("enrolment", enrolment)?;
    }
    for (key, source) in [
        (
            "participation",
            scheme.participation.as_ref().map(|p| &p.source),
        ),
        ("age", scheme.age.as_ref().map(|a| &a.source)),
        ("waiting", scheme.waiting.as_ref().map(|w| &w.source)),
        ("leaving", scheme.leaving.as_ref().map(|l| &l.source)),
        (
            "claim_within",
            scheme.claim_within.as_ref().map(|c| &c.source),
        ),
        ("approval", scheme.approval.as_ref().map(|a| &a.source)),
    ] {
        if let Some(source) = source {
            at.sourced(key, source)?;
        }
    }
    if scheme
        .participation
        .as_ref()
        .is_some_and(|p| p.ratio_bp > 10_000)
    {
        return at.wrong("participation.ratio_bp", "is more than all", "超过全部");
    }
    if scheme
        .approval
        .as_ref()
        .is_some_and(|approval| approval.human_above_fen < 0)
    {
        return at.wrong("approval.human_above_fen", "is below zero", "不能为负数");
    }
    if scheme.age.as_ref().is_some_and(|age| age.from >= age.below) {
        return at.wrong("age", "admits nobody", "没有任何人符合");
    }
    for entry in &scheme.not_covered {
        at.sourced("not_covered", &entry.source)?;
        if scheme
            .not_covered
            .iter()
            .filter(|other| other.care == entry.care)
            .count()
            > 1
        {
            return at.wrong(
                "not_covered",
                "says two things of one kind of care",
                "对同一类医疗有两条规定",
            );
        }
    }
    for plan in &scheme.plan {
        at.plan(scheme, plan)?;
    }
    at.ids_and_exclusions(scheme)
}

/// Lower-case letters and digits in words joined by single hyphens, the last word a year.
fn is_id_with_year(id: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    let year = |word: &str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    id.rsplit_once('-')
        .is_some_and(|(place, last)| year(last) && place.split('-').all(word))
}

/// A capital letter and at least two digits, as ICD-10 groups illnesses; fewer would take in half the book.
fn is_illness(code: &str) -> bool {
    let (letter, rest) = code.split_at(code.len().min(1));
    letter.bytes().all(|b| b.is_ascii_uppercase())
        && rest.len() >= 2
        && rest.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// Where a fault is found.
struct At<'a> {
    scheme: &'a str,
}

impl At<'_> {
    fn wrong<T>(
        &self,
        key: &str,
        problem: &'static str,
        problem_zh: &'static str,
    ) -> Result<T, SchemeError> {
        Err(SchemeError::Value {
            scheme: self.scheme.to_owned(),
            key: key.to_owned(),
            problem,
            problem_zh,
        })
    }

    fn sourced(&self, key: &str, source: &str) -> Result<(), SchemeError> {
        if source.trim().chars().count() >= SOURCE_CHARS_MIN {
            return Ok(());
        }
        Err(SchemeError::Unsourced {
            scheme: self.scheme.to_owned(),
            key: key.to_owned(),
        })
    }

    fn interval(&self, key: &str, interval: &Interval) -> Result<(), SchemeError> {
        self.sourced(key, &interval.source)?;
        if interval.open > interval.close {
            return self.wrong(key, "ends before it begins", "结束早于开始");
        }
        Ok(())
    }

    fn plan(&self, scheme: &Scheme, plan: &Plan) -> Result<(), SchemeError> {
        let key = |what: &str| format!("{}.{what}", plan.id);
        for other in &plan.only_with {
            if !scheme.plan.iter().any(|one| one.id == *other) || *other == plan.id {
                return self.wrong(
                    &key("only_with"),
                    "names no other plan of the scheme",
                    "指向的不是本方案的其他计划",
                );
            }
        }
        if plan.shares_most == 0 {
            return self.wrong(&key("shares_most"), "lets nobody join", "为零，无人能参加");
        }
        for premium in &plan.premium {
            self.premium(&key("premium"), premium)?;
            let same = |other: &&Premium| {
                (other.class, other.joining, &other.insurance)
                    == (premium.class, premium.joining, &premium.insurance)
            };
            if plan.premium.iter().filter(same).count() > 1 {
                return self.wrong(
                    &key("premium"),
                    "has two sums for the same persons",
                    "对同一类人员有两个金额",
                );
            }
        }
        for tiers in &plan.tiers {
            self.tiers(tiers)?;
        }
        for daily in &plan.daily {
            self.sourced(&daily.id, &daily.source)?;
            if daily.day_fen <= 0 || daily.maximum_fen < daily.day_fen || daily.first_day == 0 {
                return self.wrong(&daily.id, "pays nothing", "什么都不付");
            }
        }
        for lump in &plan.lump {
            self.sourced(&lump.id, &lump.source)?;
            if let Some(illness) = &lump.illness {
                self.sourced(&format!("{}.illness", lump.id), &illness.source)?;
                if illness.codes.is_empty() || illness.codes.iter().any(|code| !is_illness(code)) {
                    return self.wrong(
                        &format!("{}.illness", lump.id),
                        "needs beginnings of ICD-10 codes, such as `C50`",
                        "应写 ICD-10 编码的开头，如 C50",
                    );
                }
            }
            if lump.sum_fen <= 0 {
                return self.wrong(&lump.id, "pays nothing", "什么都不付");
            }
        }
        Ok(())
    }

    fn premium(&self, key: &str, premium: &Premium) -> Result<(), SchemeError> {
        self.sourced(key, &premium.source)?;
        let parts: i64 = premium.share.iter().map(|share| share.amount_fen).sum();
        if premium.amount_fen <= 0 || parts != premium.amount_fen {
            return self.wrong(key, "is not the sum of its parts", "与各方分担之和不符");
        }
        if premium.share.iter().any(|share| share.amount_fen < 0) {
            return self.wrong(key, "has a part below zero", "有一方分担为负数");
        }
        for town in &premium.town {
            self.sourced(key, &town.source)?;
            let both = town.city_fen.checked_add(town.town_fen);
            let whole = premium.part_of(Payer::Unions).get();
            if both != Some(whole) || town.city_fen < 0 || town.town_fen < 0 {
                return self.wrong(
                    key,
                    "has a town whose parts do not make the unions' part",
                    "有镇的市镇分担之和与工会负担不符",
                );
            }
        }
        Ok(())
    }

    fn tiers(&self, tiers: &Tiers) -> Result<(), SchemeError> {
        let key = |what: &str| format!("{}.{what}", tiers.id);
        self.sourced(&tiers.id, &tiers.source)?;
        self.sourced(&key("base"), &tiers.base.source)?;
        if let Some(loyalty) = &tiers.loyalty {
            self.sourced(&key("loyalty"), &loyalty.source)?;
        }
        if tiers.base.plus.is_empty() {
            return self.wrong(&key("base"), "adds up no field", "没有任何加项");
        }
        let mut named: Vec<_> = tiers.base.fields().collect();
        named.sort_unstable();
        if named.windows(2).any(|pair| pair.first() == pair.last()) {
            return self.wrong(&key("base"), "names a field twice", "同一字段出现两次");
        }
        if tiers
            .base
            .zero_when_absent
            .iter()
            .any(|field| !named.contains(field))
        {
            return self.wrong(
                &key("base"),
                "has a `zero_when_absent` that it does not use",
                "的 zero_when_absent 有未使用的字段",
            );
        }
        let bounds = [tiers.minimum_fen, tiers.maximum_fen, tiers.base_ceiling_fen];
        if bounds.into_iter().flatten().any(|fen| fen <= 0) {
            return self.wrong(
                &tiers.id,
                "has a bound that is not above zero",
                "有不大于零的限额",
            );
        }
        if tiers
            .minimum_fen
            .zip(tiers.maximum_fen)
            .is_some_and(|(least, most)| least > most)
        {
            return self.wrong(
                &tiers.id,
                "has a minimum above its maximum",
                "的最低额高于最高额",
            );
        }
        if tiers
            .hospital_classes
            .iter()
            .any(|class| !(1..=3).contains(class))
        {
            return self.wrong(
                &key("hospital_classes"),
                "has a class that is none of 1, 2, 3",
                "的医院等级不是一、二、三级",
            );
        }
        if tiers.row.is_empty() != tiers.rows_unknown.is_some() {
            return self.wrong(
                &key("row"),
                "must be there, or `rows_unknown` says why not",
                "没有档次，也没有写明原因（rows_unknown）",
            );
        }
        if let Some(why) = &tiers.rows_unknown {
            self.sourced(&key("rows_unknown"), why)?;
        }
        self.rows(tiers)
    }

    fn rows(&self, tiers: &Tiers) -> Result<(), SchemeError> {
        let key = format!("{}.row", tiers.id);
        for row in &tiers.row {
            let has_end = row.to_fen.is_none_or(|to| to > row.from_fen);
            if row.from_fen < 0 || !has_end {
                return self.wrong(
                    &key,
                    "has a row that ends before it begins",
                    "有一档的上限不高于下限",
                );
            }
            let says_one = match row.mode {
                Mode::Fixed => row.sum_fen.is_some_and(|sum| sum > 0) && row.rate_bp.is_none(),
                Mode::Marginal | Mode::Whole => row.rate_bp.is_some() && row.sum_fen.is_none(),
            };
            if !says_one {
                return self.wrong(
                    &key,
                    "needs `rate_bp` for a rate and `sum_fen` for a fixed sum, not both",
                    "按比例的档次应写 rate_bp，定额的应写 sum_fen，不能兼写",
                );
            }
        }
        let marginal = tiers
            .row
            .iter()
            .filter(|row| row.mode == Mode::Marginal)
            .count();
        if marginal != 0 && marginal != tiers.row.len() {
            return self.wrong(
                &key,
                "is marginal in part: which rows add up is not said",
                "部分分段、部分不分段，无法确定如何相加",
            );
        }
        for (at, pair) in tiers.row.windows(2).enumerate() {
            if let [row, next] = pair {
                self.neighbours(tiers, at + 1, row, next)?;
            }
        }
        let ends = tiers.row.last().and_then(|last| last.to_fen);
        if marginal == 0 && ends.is_some() && ends != tiers.base_ceiling_fen {
            return self.wrong(
                &key,
                "ends, and a base above it falls into no row",
                "最后一档有上限，超过的金额不属于任何一档",
            );
        }
        Ok(())
    }

    fn neighbours(
        &self,
        tiers: &Tiers,
        number: usize,
        row: &Row,
        next: &Row,
    ) -> Result<(), SchemeError> {
        let meets = row.to_fen.map(|to| to.cmp(&next.from_fen));
        // Where they meet, the bound itself belongs to exactly one of them.
        let overlaps = match meets {
            None | Some(std::cmp::Ordering::Greater) => Some(true),
            Some(std::cmp::Ordering::Less) => Some(false),
            Some(std::cmp::Ordering::Equal) => match (row.includes, next.includes) {
                (Included::To, Included::From) => Some(true),
                (Included::From, Included::To) => Some(false),
                _ => None,
            },
        };
        let (scheme, benefit) = (self.scheme.to_owned(), tiers.id.clone());
        let at = Fen::new(match overlaps {
            Some(true) => next.from_fen,
            _ => row.to_fen.unwrap_or(next.from_fen),
        });
        match overlaps {
            Some(true) => Err(SchemeError::Overlap {
                scheme,
                benefit,
                row: number,
                at,
            }),
            Some(false) => Err(SchemeError::Gap {
                scheme,
                benefit,
                row: number,
                at,
            }),
            None => Ok(()),
        }
    }

    fn ids_and_exclusions(&self, scheme: &Scheme) -> Result<(), SchemeError> {
        let mut plans: Vec<&str> = scheme.plan.iter().map(|plan| plan.id.as_str()).collect();
        let mut benefits: Vec<&str> = scheme.plan.iter().flat_map(Plan::benefit_ids).collect();
        for (key, ids) in [("plan", &mut plans), ("benefit", &mut benefits)] {
            ids.sort_unstable();
            if ids.is_empty() {
                return self.wrong(key, "is missing", "缺失");
            }
            if ids.windows(2).any(|pair| pair.first() == pair.last()) {
                return self.wrong(key, "has an id that stands twice", "有重复的编号");
            }
        }
        for exclusion in &scheme.exclusion {
            self.sourced("exclusion", &exclusion.source)?;
            let known = exclusion
                .benefits
                .iter()
                .all(|id| benefits.contains(&id.as_str()));
            if exclusion.benefits.len() < 2 || !known {
                return self.wrong(
                    "exclusion",
                    "does not name two benefits of the scheme",
                    "没有指明本方案的两项待遇",
                );
            }
        }
        Ok(())
    }
}
