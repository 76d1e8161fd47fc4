//! Mutual aid for medical bills: who takes part, and what hospitals settled and took back, file by file as it came.

use super::cast::Cast;
use super::day;
use super::tree::Tree;
use crate::chance::Chance;
use crate::rows::{BudgetRow, ParticipantRow};
use chrono::{Days, NaiveDate};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The scheme everybody is in. Its period is 2025.
const SCHEME: &str = "pinghu-2025";
/// Years in which benefits are approved.
const YEARS: [i32; 2] = [2025, 2026];
/// What a union's members may be paid of the fund in a year, in yuan: ample.
const FUND_YUAN: u32 = 500_000;
/// Of 1,000 members, how many take part.
const TAKE_PART_PER_MILLE: usize = 800;
/// Of 1,000 who take part, how many were in hospital.
const IN_HOSPITAL_PER_MILLE: usize = 50;
/// Of 1,000 settlements, how many were taken back.
const TAKEN_BACK_PER_MILLE: usize = 90;
/// The first day of a settlement; the first file has half a year of them.
const FIRST_STAY: NaiveDate = day(2025, 2, 10);
/// The last day of a settlement: the period ends with the year.
const LAST_STAY: NaiveDate = day(2025, 12, 30);

/// Days on which a file of settlements comes; the last one has everything that is left.
pub const DAYS: [NaiveDate; 6] = [
    day(2025, 9, 26),
    day(2025, 10, 24),
    day(2025, 11, 14),
    day(2025, 12, 5),
    day(2025, 12, 19),
    day(2026, 1, 9),
];

/// Code and name of the hospitals; the codes are invented.
const HOSPITALS: [(&str, &str); 5] = [
    ("H43010000001", "演练市第一医院"),
    ("H43010000002", "演练市中医医院"),
    ("H43020000003", "演练县人民医院"),
    ("H43030000004", "演练省职工医院"),
    ("H43040000005", "演练镇中心卫生院"),
];

/// What the members of each union that takes part may be paid of the fund in a year.
pub fn budgets(participants: &[(usize, ParticipantRow)]) -> Vec<BudgetRow> {
    let units: BTreeSet<&str> = participants
        .iter()
        .map(|(_, row)| row.unit_code.as_str())
        .collect();
    let of = |unit: &str, year: i32| BudgetRow {
        unit_code: unit.to_owned(),
        year: year.to_string(),
        source: "互助资金".to_owned(),
        amount: FUND_YUAN.to_string(),
        approval: format!("{unit}互助〔{year}〕1号"),
    };
    let each = |unit| YEARS.into_iter().map(move |year| of(unit, year));
    units.into_iter().flat_map(each).collect()
}

/// Everybody who takes part, by union.
pub fn participants(seed: u64, tree: &Tree, cast: &Cast) -> Vec<(usize, ParticipantRow)> {
    let mut chance = Chance::stream(seed, "aid-roster");
    let mut rows: Vec<(usize, ParticipantRow)> = cast
        .members
        .iter()
        .enumerate()
        .filter(|(_, member)| member.listed)
        .filter(|_| chance.happens(TAKE_PART_PER_MILLE))
        .map(|(index, member)| {
            let row = ParticipantRow {
                unit_code: tree.basics[member.unit].row.code.clone(),
                name: member.name.clone(),
                id: member.id.clone(),
                scheme: SCHEME.to_owned(),
                contribution: "50.00".to_owned(),
                own: "1.00".to_owned(),
                bank: member.bank.clone(),
                card: member.card.clone(),
            };
            (index, row)
        })
        .collect();
    rows.sort_by(|a, b| (&a.1.unit_code, a.0).cmp(&(&b.1.unit_code, b.0)));
    rows
}

/// The messages of each file: as they come, some twice, some before what they take back.
pub fn settlements(
    seed: u64,
    cast: &Cast,
    participants: &[(usize, ParticipantRow)],
) -> Vec<(NaiveDate, Vec<String>)> {
    let mut chance = Chance::stream(seed, "aid-settlements");
    let mut files: Vec<(NaiveDate, Vec<String>)> =
        DAYS.iter().map(|day| (*day, Vec::new())).collect();
    let mut number = 0;
    for (index, _) in participants {
        if !chance.happens(IN_HOSPITAL_PER_MILLE) {
            continue;
        }
        for _ in 0..=chance.below(2) {
            number += 1;
            let stay = Stay::drawn(&mut chance, number, &cast.members[*index].id);
            let at = DAYS.iter().position(|day| stay.on < *day);
            let at = at.unwrap_or(DAYS.len() - 1);
            stay.told(&mut chance, at, &mut files);
        }
    }
    files
}

/// One settlement.
struct Stay<'c> {
    number: usize,
    certno: &'c str,
    hospital: (&'static str, &'static str),
    on: NaiveDate,
    /// All of it, in fen.
    total: i64,
    cash: i64,
    account: i64,
    outside: i64,
}

impl<'c> Stay<'c> {
    fn drawn(chance: &mut Chance, number: usize, certno: &'c str) -> Self {
        let span = usize::try_from((LAST_STAY - FIRST_STAY).num_days()).unwrap_or(1);
        let mut fen = |limit: usize| i64::try_from(chance.below(limit)).unwrap_or(0);
        // Most stays cost little, a few very much.
        let cash = match fen(40) {
            0 => 2_000_000 + fen(3_000_000),
            1..6 => 500_000 + fen(700_000),
            _ => 30_000 + fen(350_000),
        };
        let (account, outside, fund) = (fen(80_000), fen(30_000), fen(3_000_000));
        Self {
            number,
            certno,
            hospital: *chance.pick(&HOSPITALS),
            on: FIRST_STAY + Days::new(chance.below(span) as u64),
            total: cash + account + fund,
            cash,
            account,
            outside: outside.min(cash),
        }
    }

    fn id(&self) -> String {
        format!("YL{:08}", self.number)
    }

    fn message(&self, id: &str, sign: i64, on: NaiveDate) -> Map<String, Value> {
        let yuan = |fen: i64| {
            let fen = fen * sign;
            let mark = if fen < 0 { "-" } else { "" };
            format!("{mark}{}.{:02}", fen.abs() / 100, fen.abs() % 100)
        };
        let (code, name) = self.hospital;
        let message = json!({
            "setl_id": id, "mdtrt_id": format!("JZ{:08}", self.number),
            "medins_setl_id": format!("M{id}"), "setl_time": format!("{on} 10:{:02}:00", self.number % 60),
            "begndate": (self.on - Days::new(6)).to_string(), "enddate": self.on.to_string(),
            "psn_no": format!("43{}", &self.certno[6..17]), "psn_cert_type": "01", "certno": self.certno,
            "insutype": "310", "med_type": "21", "fixmedins_code": code, "fixmedins_name": name,
            "medfee_sumamt": yuan(self.total), "fund_pay_sumamt": yuan(self.total - self.cash - self.account),
            "psn_part_amt": yuan(self.cash + self.account), "psn_cash_pay": yuan(self.cash),
            "acct_pay": yuan(self.account), "acct_mulaid_pay": "0.00",
            "fulamt_ownpay_amt": yuan(self.outside), "overlmt_selfpay": "0.00", "inscp_scp_amt": Value::Null,
        });
        match message {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }

    /// What is said of it, from the file at `at` on.
    fn told(&self, chance: &mut Chance, at: usize, files: &mut [(NaiveDate, Vec<String>)]) {
        let last = files.len() - 1;
        let mut say = |at: usize, message: &Map<String, Value>| {
            files[at.min(last)]
                .1
                .push(Value::Object(message.clone()).to_string());
        };
        let settled = self.message(&self.id(), 1, self.on);
        let is_taken_back = chance.happens(TAKEN_BACK_PER_MILLE);
        let later = at + chance.below(2);
        let back = |sign: i64, id: &str| {
            let mut message = self.message(id, sign, self.on + Days::new(1));
            message.insert("refd_setl_flag".to_owned(), json!("1"));
            message.insert("init_setl_id".to_owned(), json!(self.id()));
            message
        };
        let id = format!("TF{:08}", self.number);
        match (is_taken_back, self.number % 5) {
            // A new id and amounts below zero; what is settled anew stands.
            (true, 0) => {
                say(at, &settled);
                say(later, &back(-1, &id));
                let anew = Self {
                    outside: 0,
                    ..*self
                };
                let again = format!("YR{:08}", self.number);
                say(later, &anew.message(&again, 1, self.on + Days::new(1)));
            }
            // A new id, and amounts as they were.
            (true, 1) => {
                say(at, &settled);
                say(later, &back(1, &id));
            }
            // The same id with the flag.
            (true, 2) => {
                say(at, &settled);
                let mut flagged = settled;
                flagged.insert("refd_setl_flag".to_owned(), json!("1"));
                say(later, &flagged);
            }
            // The cancellation comes first.
            (true, 3) => {
                say(at, &back(-1, &id));
                say(later, &settled);
            }
            // Its settlement never comes.
            (true, _) => say(at, &back(-1, &id)),
            // The same message twice.
            (false, 0) => {
                say(at, &settled);
                say(later, &settled);
            }
            (false, _) => say(at, &settled),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_taking_back_is_among_the_messages_and_each_is_json() {
        let mut chance = Chance::stream(1, "test");
        let mut files: Vec<(NaiveDate, Vec<String>)> =
            DAYS.iter().map(|day| (*day, Vec::new())).collect();
        for number in 0..1_000 {
            let stay = Stay::drawn(&mut chance, number, "330482198001010019");
            stay.told(&mut chance, 0, &mut files);
        }
        let all: Vec<Value> = files
            .iter()
            .flat_map(|(_, lines)| lines)
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let has = |id: &str, flag: bool, negative: bool| {
            all.iter().any(|one| {
                one["setl_id"].as_str().unwrap().starts_with(id)
                    && one.get("refd_setl_flag").is_some() == flag
                    && one["psn_cash_pay"].as_str().unwrap().starts_with('-') == negative
            })
        };
        assert!(has("TF", true, true) && has("TF", true, false) && has("YL", true, false));
        assert!(has("YR", false, false) && has("YL", false, false));
        assert!(files[0].1.len() > 1_000 && !files[1].1.is_empty());
    }
}
