//! GB/T 2260 codes of Hunan: fourteen prefectures, 122 county units, and the province prefixes of the whole country.
//!
//! The code inside an identity number is the place of *first* registration and is often abolished since,
//! so an unknown county code is never an error; only the province prefix must be known.

/// A prefecture of Hunan: four-digit code and full name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prefecture {
    /// First four digits of the GB/T 2260 code.
    pub code: &'static str,
    /// Full Chinese name.
    pub name: &'static str,
}

/// A county unit of Hunan (district, county-level city, county): six-digit code and full name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct County {
    /// All six digits of the GB/T 2260 code.
    pub code: &'static str,
    /// Full Chinese name.
    pub name: &'static str,
}

const fn prefecture(code: &'static str, name: &'static str) -> Prefecture {
    Prefecture { code, name }
}

const fn county(code: &'static str, name: &'static str) -> County {
    County { code, name }
}

/// The thirteen cities and one autonomous prefecture, by code; note the jump from 4313 to 4331.
pub const PREFECTURES: [Prefecture; 14] = [
    prefecture("4301", "长沙市"),
    prefecture("4302", "株洲市"),
    prefecture("4303", "湘潭市"),
    prefecture("4304", "衡阳市"),
    prefecture("4305", "邵阳市"),
    prefecture("4306", "岳阳市"),
    prefecture("4307", "常德市"),
    prefecture("4308", "张家界市"),
    prefecture("4309", "益阳市"),
    prefecture("4310", "郴州市"),
    prefecture("4311", "永州市"),
    prefecture("4312", "怀化市"),
    prefecture("4313", "娄底市"),
    prefecture("4331", "湘西土家族苗族自治州"),
];

/// The 122 county units, by code. Statistical codes such as 430371 are no counties and are not listed.
pub const COUNTIES: [County; 122] = [
    county("430102", "芙蓉区"),
    county("430103", "天心区"),
    county("430104", "岳麓区"),
    county("430105", "开福区"),
    county("430111", "雨花区"),
    county("430112", "望城区"),
    county("430121", "长沙县"),
    county("430181", "浏阳市"),
    county("430182", "宁乡市"),
    county("430202", "荷塘区"),
    county("430203", "芦淞区"),
    county("430204", "石峰区"),
    county("430211", "天元区"),
    county("430212", "渌口区"),
    county("430223", "攸县"),
    county("430224", "茶陵县"),
    county("430225", "炎陵县"),
    county("430281", "醴陵市"),
    county("430302", "雨湖区"),
    county("430304", "岳塘区"),
    county("430321", "湘潭县"),
    county("430381", "湘乡市"),
    county("430382", "韶山市"),
    county("430405", "珠晖区"),
    county("430406", "雁峰区"),
    county("430407", "石鼓区"),
    county("430408", "蒸湘区"),
    county("430412", "南岳区"),
    county("430421", "衡阳县"),
    county("430422", "衡南县"),
    county("430423", "衡山县"),
    county("430424", "衡东县"),
    county("430426", "祁东县"),
    county("430481", "耒阳市"),
    county("430482", "常宁市"),
    county("430502", "双清区"),
    county("430503", "大祥区"),
    county("430511", "北塔区"),
    county("430522", "新邵县"),
    county("430523", "邵阳县"),
    county("430524", "隆回县"),
    county("430525", "洞口县"),
    county("430527", "绥宁县"),
    county("430528", "新宁县"),
    county("430529", "城步苗族自治县"),
    county("430581", "武冈市"),
    county("430582", "邵东市"),
    county("430602", "岳阳楼区"),
    county("430603", "云溪区"),
    county("430611", "君山区"),
    county("430621", "岳阳县"),
    county("430623", "华容县"),
    county("430624", "湘阴县"),
    county("430626", "平江县"),
    county("430681", "汨罗市"),
    county("430682", "临湘市"),
    county("430702", "武陵区"),
    county("430703", "鼎城区"),
    county("430721", "安乡县"),
    county("430722", "汉寿县"),
    county("430723", "澧县"),
    county("430724", "临澧县"),
    county("430725", "桃源县"),
    county("430726", "石门县"),
    county("430781", "津市市"),
    county("430802", "永定区"),
    county("430811", "武陵源区"),
    county("430821", "慈利县"),
    county("430822", "桑植县"),
    county("430902", "资阳区"),
    county("430903", "赫山区"),
    county("430921", "南县"),
    county("430922", "桃江县"),
    county("430923", "安化县"),
    county("430981", "沅江市"),
    county("431002", "北湖区"),
    county("431003", "苏仙区"),
    county("431021", "桂阳县"),
    county("431022", "宜章县"),
    county("431023", "永兴县"),
    county("431024", "嘉禾县"),
    county("431025", "临武县"),
    county("431026", "汝城县"),
    county("431027", "桂东县"),
    county("431028", "安仁县"),
    county("431081", "资兴市"),
    county("431102", "零陵区"),
    county("431103", "冷水滩区"),
    county("431122", "东安县"),
    county("431123", "双牌县"),
    county("431124", "道县"),
    county("431125", "江永县"),
    county("431126", "宁远县"),
    county("431127", "蓝山县"),
    county("431128", "新田县"),
    county("431129", "江华瑶族自治县"),
    county("431181", "祁阳市"),
    county("431202", "鹤城区"),
    county("431221", "中方县"),
    county("431222", "沅陵县"),
    county("431223", "辰溪县"),
    county("431224", "溆浦县"),
    county("431225", "会同县"),
    county("431226", "麻阳苗族自治县"),
    county("431227", "新晃侗族自治县"),
    county("431228", "芷江侗族自治县"),
    county("431229", "靖州苗族侗族自治县"),
    county("431230", "通道侗族自治县"),
    county("431281", "洪江市"),
    county("431302", "娄星区"),
    county("431321", "双峰县"),
    county("431322", "新化县"),
    county("431381", "冷水江市"),
    county("431382", "涟源市"),
    county("433101", "吉首市"),
    county("433122", "泸溪县"),
    county("433123", "凤凰县"),
    county("433124", "花垣县"),
    county("433125", "保靖县"),
    county("433126", "古丈县"),
    county("433127", "永顺县"),
    county("433130", "龙山县"),
];

/// Codes abolished in living memory and the code that took their place. Old codes live on in identity numbers.
pub const RECODED: [(&str, &str); 5] = [
    ("430122", "430112"), // 望城县 became a district
    ("430124", "430182"), // 宁乡县 became a city
    ("430221", "430212"), // 株洲县 became 渌口区
    ("430521", "430582"), // 邵东县 became a city
    ("431121", "431181"), // 祁阳县 became a city
];

/// The first two digits a Chinese identity number can begin with (provinces, Taiwan, and the residence permits 81 to 83).
const PROVINCE_PREFIXES: [&str; 35] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41",
    "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71",
    "81", "82", "83",
];

/// Whether `code` begins with a known province prefix; only its first two characters count.
#[must_use]
pub fn known_province_prefix(code: &str) -> bool {
    code.get(..2)
        .is_some_and(|prefix| PROVINCE_PREFIXES.contains(&prefix))
}

/// The prefecture of Hunan an address code (four or more digits) belongs to, if any.
#[must_use]
pub fn prefecture_of(code: &str) -> Option<&'static Prefecture> {
    let prefix = code.get(..4)?;
    PREFECTURES
        .iter()
        .find(|prefecture| prefecture.code == prefix)
}

/// The county unit of Hunan of a six-digit address code, following a re-coding; `None` when it is not in the table.
#[must_use]
pub fn county_of(code: &str) -> Option<&'static County> {
    let code = code.get(..6)?;
    let current = RECODED
        .iter()
        .find(|(old, _)| *old == code)
        .map_or(code, |(_, new)| new);
    COUNTIES.iter().find(|county| county.code == current)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ending(suffix: &str) -> usize {
        COUNTIES
            .iter()
            .filter(|county| county.name.ends_with(suffix))
            .count()
    }

    #[test]
    fn hunan_has_36_districts_19_cities_and_67_counties_of_which_7_are_autonomous() {
        assert_eq!(
            (ending("区"), ending("市"), ending("县"), ending("自治县")),
            (36, 19, 67, 7)
        );
    }

    #[test]
    fn every_county_lies_in_a_listed_prefecture_and_codes_ascend() {
        assert!(
            COUNTIES
                .iter()
                .all(|county| prefecture_of(county.code).is_some())
        );
        assert!(COUNTIES.is_sorted_by(|a, b| a.code < b.code));
        assert!(PREFECTURES.is_sorted_by(|a, b| a.code < b.code));
    }

    #[test]
    fn a_code_finds_its_prefecture_and_county() {
        assert_eq!(prefecture_of("430102").map(|p| p.name), Some("长沙市"));
        assert_eq!(
            prefecture_of("4331").map(|p| p.name),
            Some("湘西土家族苗族自治州")
        );
        assert_eq!(prefecture_of("4314"), None);
        assert_eq!(prefecture_of("43"), None);
        assert_eq!(county_of("430781").map(|c| c.name), Some("津市市"));
        assert_eq!(county_of("433101").map(|c| c.name), Some("吉首市"));
        assert_eq!(county_of("430371"), None, "a statistical code is no county");
    }

    #[test]
    fn an_abolished_code_finds_the_county_that_took_its_place() {
        assert_eq!(county_of("430122").map(|c| c.name), Some("望城区"));
        assert!(RECODED.iter().all(|(old, _)| county_of(old).is_some()));
        assert!(
            RECODED
                .iter()
                .all(|(old, _)| COUNTIES.iter().all(|county| county.code != *old))
        );
    }

    #[test]
    fn only_listed_province_prefixes_are_known() {
        for known in ["11", "15", "430102", "54", "65", "71", "81", "83"] {
            assert!(known_province_prefix(known), "{known}");
        }
        for unknown in [
            "", "4", "00", "16", "38", "47", "55", "66", "84", "91", "湖南",
        ] {
            assert!(!known_province_prefix(unknown), "{unknown}");
        }
    }
}
