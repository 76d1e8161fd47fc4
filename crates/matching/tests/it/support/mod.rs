//! Invented families whose claims hold duplicates, twins and slips of the hand.

use child_premium::similarity as child_claim;
use matching::dataset::Dataset;
use std::sync::Arc;

/// A claim's id and its ten cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    pub id: String,
    pub cells: Vec<String>,
}

impl Claim {
    pub fn cells(&self) -> Vec<&str> {
        self.cells.iter().map(String::as_str).collect()
    }
}

/// A repeatable source of small numbers (Knuth's multiplier).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn pick(&mut self, from: &str) -> char {
        let at = self.roll(from.chars().count() as u64) as usize;
        from.chars().nth(at).unwrap()
    }
}

/// A valid number: area, date as yyyymmdd, sequence.
pub fn number(area: u64, date: u64, sequence: u64) -> String {
    let first17 = format!("{area:06}{date:08}{sequence:03}");
    let check = domain::identity::check_digit(&first17).unwrap();
    format!("{first17}{check}")
}

fn mistype(number: &str, dice: &mut Dice) -> String {
    let at = dice.roll(17) as usize;
    let digit = number.as_bytes()[at] - b'0';
    let other = (u64::from(digit) + 1 + dice.roll(9)) % 10;
    format!("{}{}{}", &number[..at], other, &number[at + 1..])
}

const SURNAMES: &str = "王李张刘陈杨黄周吴罗彭谢马解乐";
const GIVEN: &str = "子浩宇俊梓明博嘉泽志文天欣雨诗思佳语可若紫馨梦婉怡涵萱瑶琪彤妍晟盛乐月行重";

/// Claims of so many families.
pub fn families(count: u64, seed: u64) -> Vec<Claim> {
    let mut dice = Dice(seed);
    let mut claims = Vec::new();
    for family in 0..count {
        let surname = dice.pick(SURNAMES);
        let area = 430_102 + dice.roll(6);
        let date = (2010 + dice.roll(12)) * 10_000 + (1 + dice.roll(12)) * 100 + 1 + dice.roll(28);
        let sequence = dice.roll(480) * 2;
        let parents: Vec<[String; 3]> = (0..2)
            .map(|sex| {
                let name: String = [
                    if sex == 1 {
                        surname
                    } else {
                        dice.pick(SURNAMES)
                    },
                    dice.pick(GIVEN),
                    dice.pick(GIVEN),
                ]
                .iter()
                .collect();
                let born =
                    (1975 + dice.roll(15)) * 10_000 + (1 + dice.roll(12)) * 100 + 1 + dice.roll(28);
                [
                    name,
                    number(area, born, dice.roll(490) * 2 + sex),
                    format!("139{:08}", dice.roll(100_000_000)),
                ]
            })
            .collect();
        let children = if dice.roll(8) == 0 { 2 } else { 1 };
        for child in 0..children {
            let name: String = [surname, dice.pick(GIVEN), dice.pick(GIVEN)]
                .iter()
                .collect();
            let id = number(area, date, sequence + child);
            for claim in 0..1 + u64::from(dice.roll(3) == 0) {
                let parent = &parents[((family + claim) % 2) as usize];
                let slip = claim > 0 && dice.roll(4) == 0;
                let cells = [
                    name.as_str(),
                    &if slip {
                        mistype(&id, &mut dice)
                    } else {
                        id.clone()
                    },
                    &format!(
                        "{}-{:02}-{:02}",
                        date / 10_000,
                        date / 100 % 100,
                        date % 100
                    ),
                    if child == 0 { "男" } else { "女" },
                    "",
                    parent[0].as_str(),
                    parent[1].as_str(),
                    parent[2].as_str(),
                    &format!("{area}{:04}", family % 40),
                    &area.to_string(),
                ];
                claims.push(Claim {
                    id: format!("C{:06}", claims.len()),
                    cells: cells.iter().map(ToString::to_string).collect(),
                });
            }
        }
    }
    claims
}

/// The claims as a data set.
pub fn load(claims: &[Claim]) -> Dataset {
    let mut data = Dataset::new(Arc::new(child_claim::schema()));
    for claim in claims {
        data.push(&claim.id, &claim.cells());
    }
    data
}
