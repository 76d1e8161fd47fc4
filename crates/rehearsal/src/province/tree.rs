//! The union tree: area levels, industry unions under the province, and basic unions below both.

use super::ProvinceSpec;
use super::money::{Funds, Plan};
use crate::areas;
use crate::chance::Chance;
use crate::numbers::{UnionKind, union_credit_code};
use crate::rows::UnitRow;
use domain::area::{COUNTIES, County, PREFECTURES, prefecture_of};
use std::collections::{BTreeMap, BTreeSet};

/// Industry unions and the like, which report directly to the province: name, stem of their basic unions' names.
const INDUSTRIES: [(&str, &str); 7] = [
    ("湖南省教科文卫产业工会", "省属职业学院"),
    ("湖南省交通运输产业工会", "公路养护公司"),
    ("湖南省建设产业工会", "建筑工程公司"),
    ("湖南省电力产业工会", "输变电公司"),
    ("湖南省机械冶金产业工会", "机械厂"),
    ("湖南省财贸金融产业工会", "商业集团分公司"),
    ("湖南省直机关工会", "省直机关后勤中心"),
];
/// Of 1,000 basic unions, how many belong to an industry union.
const INDUSTRY_PER_MILLE: usize = 110;
/// Of 1,000 counties, how many have a union of a street or township in the tree.
const STREET_PER_MILLE: usize = 400;
const STREETS: [&str; 12] = [
    "东风", "朝阳", "城南", "新桥", "河西", "红旗", "龙泉", "白沙", "桃花", "金星", "青山", "望江",
];
const NUMERALS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
const BRANDS: [&str; 24] = [
    "湘恒",
    "瑞丰",
    "华湘",
    "兴达",
    "宏远",
    "天和",
    "金湘",
    "盛源",
    "恒泰",
    "嘉禾里",
    "星沙",
    "岳麓春",
    "楚天",
    "洞庭",
    "银杏",
    "远景",
    "长丰",
    "三湘",
    "麓谷",
    "湘江源",
    "芙蓉里",
    "云溪谷",
    "九嶷",
    "雪峰",
];
const TRADES: [&str; 12] = [
    "食品有限公司",
    "机械有限公司",
    "纺织有限公司",
    "电子科技有限公司",
    "物流有限公司",
    "建材有限公司",
    "农业发展有限公司",
    "陶瓷有限公司",
    "烟花有限公司",
    "医药有限公司",
    "物业服务有限公司",
    "家居有限公司",
];

/// A basic union: its row, where its claims and roster are filed, and how it pays.
#[derive(Debug, Clone)]
pub struct Basic {
    pub row: UnitRow,
    /// Code of the unit that sends the claims sheet: the county's or industry's union.
    pub sender: String,
    /// Code of the unit that sends the roster: the prefecture's, or `HN-C` for industries.
    pub roster: String,
    /// City of its bank, without 市.
    pub city: String,
    /// Where members' identity numbers mostly come from.
    pub area: &'static str,
    /// Rough size, a weight for drawing.
    pub size: usize,
    pub plan: Plan,
    pub funds: Funds,
}

/// All units, parents before children.
#[derive(Debug, Clone)]
pub struct Tree {
    pub upper: Vec<UnitRow>,
    pub basics: Vec<Basic>,
}

impl Tree {
    /// The name of a unit above the basic ones.
    pub fn name_of(&self, code: &str) -> &str {
        self.upper
            .iter()
            .find(|row| row.code == code)
            .map_or("", |row| &row.name)
    }
}

/// Makes the tree of a spec.
pub fn plant(spec: &ProvinceSpec) -> Tree {
    let mut chance = Chance::stream(spec.seed, "tree");
    let (upper, streets) = upper_levels(&mut chance);
    let mut names = BTreeSet::new();
    let mut last_number: BTreeMap<String, usize> = BTreeMap::new();
    let industry =
        (spec.units * INDUSTRY_PER_MILLE / 1000).max(INDUSTRIES.len().min(spec.units / 4));
    let in_counties = spec.units - industry;
    let basics = (0..spec.units)
        .map(|index| {
            let county = match in_counties >= COUNTIES.len() && index < COUNTIES.len() {
                true => &COUNTIES[index],
                false => areas::draw(&mut chance),
            };
            let of_industry = (index >= in_counties)
                .then_some((index - in_counties.min(index)) % INDUSTRIES.len());
            let sender = of_industry.map_or_else(|| format!("HN{}", county.code), industry_code);
            let number = last_number.entry(sender.clone()).or_default();
            *number += 1;
            let code = format!("{sender}-{number:03}");
            let parent = match streets.get(&sender) {
                Some(street) if chance.happens(500) => street.clone(),
                _ => sender.clone(),
            };
            let name = fresh_name(&mut chance, &mut names, county, of_industry);
            let has_own_code = chance.happens(850);
            Basic {
                row: UnitRow {
                    credit_code: match has_own_code {
                        true => union_credit_code(UnionKind::Basic, county.code, index as u32 + 1),
                        false => String::new(),
                    },
                    code,
                    name,
                    parent,
                    level: "基层".to_owned(),
                    area: county.code.to_owned(),
                },
                sender,
                roster: of_industry
                    .map_or_else(|| format!("HN{}", &county.code[..4]), |_| "HN-C".to_owned()),
                city: short_city(county),
                area: county.code,
                size: 1 + chance.below(6) * chance.below(6),
                plan: Plan::draw(&mut chance),
                funds: Funds::Ample,
            }
        })
        .collect();
    Tree { upper, basics }
}

fn industry_code(index: usize) -> String {
    format!("HN-C{:02}", index + 1)
}

/// Province, prefectures, counties, streets and industry unions; and the street of a county's union, by code.
fn upper_levels(chance: &mut Chance) -> (Vec<UnitRow>, BTreeMap<String, String>) {
    let mut serial = 0;
    let mut unit =
        |code: String, name: String, parent: &str, level: &str, area: String, coded: bool| {
            serial += 1;
            let credit_code = if coded {
                union_credit_code(UnionKind::Other, &area, serial)
            } else {
                String::new()
            };
            UnitRow {
                code,
                name,
                parent: parent.to_owned(),
                level: level.to_owned(),
                credit_code,
                area,
            }
        };
    let mut rows = vec![unit(
        "HN".into(),
        "湖南省总工会".into(),
        "",
        "省",
        "430000".into(),
        true,
    )];
    rows.extend(PREFECTURES.iter().map(|place| {
        unit(
            format!("HN{}", place.code),
            format!("{}总工会", place.name),
            "HN",
            "市州",
            format!("{}00", place.code),
            true,
        )
    }));
    rows.extend(COUNTIES.iter().map(|place| {
        let parent = format!("HN{}", &place.code[..4]);
        unit(
            format!("HN{}", place.code),
            format!("{}总工会", place.name),
            &parent,
            "县市区",
            place.code.to_owned(),
            true,
        )
    }));
    let mut streets = BTreeMap::new();
    for place in &COUNTIES {
        if !chance.happens(STREET_PER_MILLE) {
            continue;
        }
        let (county, kind) = (
            format!("HN{}", place.code),
            if place.name.ends_with('县') {
                "镇"
            } else {
                "街道"
            },
        );
        let name = format!("{}{}{kind}总工会", place.name, chance.pick(&STREETS));
        let code = format!("{county}-S01");
        rows.push(unit(
            code.clone(),
            name,
            &county,
            "乡镇街道",
            place.code.to_owned(),
            false,
        ));
        streets.insert(county, code);
    }
    rows.extend((0..).zip(INDUSTRIES).map(|(index, (name, _))| {
        unit(
            industry_code(index),
            name.to_owned(),
            "HN",
            "产业",
            "430000".to_owned(),
            true,
        )
    }));
    (rows, streets)
}

fn short_city(county: &County) -> String {
    let city = prefecture_of(county.code).and_then(|place| place.name.strip_suffix('市'));
    city.unwrap_or("湘西").to_owned()
}

/// A name no other basic union has.
fn fresh_name(
    chance: &mut Chance,
    taken: &mut BTreeSet<String>,
    county: &County,
    industry: Option<usize>,
) -> String {
    let mut round = 0;
    loop {
        let numeral = chance.pick(&NUMERALS);
        let base = match industry {
            Some(index) => format!(
                "{}{}第{numeral}{}",
                short_city(county),
                chance.pick(&BRANDS),
                INDUSTRIES[index].1
            ),
            None => match chance.below(7) {
                0 => format!("{}第{numeral}中学", county.name),
                1 => format!("{}{}小学", county.name, chance.pick(&STREETS)),
                2 => format!("{}第{numeral}人民医院", county.name),
                3 => format!("{}{}社区联合", county.name, chance.pick(&STREETS)),
                _ => format!(
                    "{}{}{}",
                    county.name,
                    chance.pick(&BRANDS),
                    chance.pick(&TRADES)
                ),
            },
        };
        round += 1;
        // A county with more unions than name patterns gets numbered branches.
        let name = if round > 20 {
            format!("{base}第{round}分部工会")
        } else {
            format!("{base}工会")
        };
        if taken.insert(name.clone()) {
            return name;
        }
    }
}
