//! Code tables belong to their province.

use mutual_aid::codes;
use mutual_aid::fields::TextField;

use crate::message_cases::CODES;

fn of(province: &str) -> &'static codes::Codes {
    CODES
        .iter()
        .find(|codes| codes.province() == province)
        .unwrap()
}

#[test]
fn codes_are_never_compared_across_provinces() {
    let (hunan, jiangxi) = (of("43"), of("36"));
    let field = TextField::PersonClass;
    assert_eq!(hunan.meaning(field, "12"), Some(("退休", "retired")));
    assert_eq!(jiangxi.meaning(field, "21"), Some(("退休", "retired")));
    assert_eq!(jiangxi.meaning(field, "12"), None);
    assert_eq!(hunan.mean_the_same(field, "11", jiangxi, "11"), None);
    assert_eq!(hunan.mean_the_same(field, "11", hunan, "1101"), Some(true));
    assert_eq!(hunan.mean_the_same(field, "11", hunan, "12"), Some(false));
}

#[test]
fn the_longest_code_of_the_provinces_own_table_decides() {
    let hunan = of("43");
    let class = |code| {
        hunan
            .meaning(TextField::PersonClass, code)
            .map(|(zh, _)| zh)
    };
    assert_eq!(class("1204"), Some("提前退休"));
    assert_eq!(class("1201"), Some("退休"));
    assert_eq!(class("18"), None);
    assert_eq!(
        hunan.meaning(TextField::Insurance, "3101"),
        None,
        "insurance types have no kinds"
    );
}

#[test]
fn inpatient_and_third_party_are_the_provinces_own_lists() {
    let hunan = of("43");
    assert!(
        ["2101", "22", "52"]
            .iter()
            .all(|care| hunan.is_inpatient(care))
    );
    assert!(
        ["11", "41", "51", "9904"]
            .iter()
            .all(|care| !hunan.is_inpatient(care))
    );
    assert!(hunan.may_be_a_third_partys("22"));
    assert!(of("36").is_inpatient("24"));
}

#[test]
fn hunans_local_funds_are_reported_as_its_statement_maps_them() {
    let hunan = of("43");
    for (local, national) in [
        ("310101", Some("310100")),
        ("390501", Some("310200")),
        ("320101", Some("320100")),
        ("390301", Some("610100")),
        ("999996", Some("999997")),
        ("999998", None),
    ] {
        assert_eq!(hunan.national_fund(local), national, "{local}");
    }
}

#[test]
fn a_table_without_source_or_with_a_code_twice_is_refused() {
    let text = "province = \"43\"\nsource = \"s\"\n[[table]]\nfield = \"insutype\"\nsource = \"s\"\ncode = [{ code = \"1\", zh = \"一\", en = \"one\" }, { code = \"1\", zh = \"二\", en = \"two\" }]\n";
    assert!(codes::read(text).unwrap_err().contains("stands twice"));
    assert!(codes::read(&text.replace("source = \"s\"\ncode", "source = \"\"\ncode")).is_err());
    assert!(codes::read(&text.replace("insutype", "insu")).is_err());
}
