//! People who came in by the real import are found by name and by sound, and shown without a number.

use super::{REVIEWER, province};
use serde_json::Value;

fn ids(found: &Value) -> Vec<String> {
    super::texts(&found["people"], "id")
}

#[test]
fn a_person_of_an_import_is_found_by_name_and_by_sound_and_shown_in_plain_words() {
    let desk = province();
    let claims = desk.json(REVIEWER, &["claim", "list"]);
    let number = super::texts(&claims["claims"], "number").remove(0);
    let claim = desk.json(REVIEWER, &["claim", "show", &number]);
    let name = claim["child"]["name"].as_str().unwrap().to_owned();
    let by_name = desk.json(REVIEWER, &["person", "find", &name]);
    let forms = workflow::people::name_forms::forms(&name);
    assert!(forms.len() >= 2, "{forms:?}");
    let id = ids(&by_name).remove(0);
    for form in &forms {
        let mut all = Vec::new();
        let mut found = desk.json(REVIEWER, &["person", "find", form]);
        all.extend(ids(&found));
        while let Some(next) = found["next"].as_str().map(str::to_owned) {
            found = desk.json(REVIEWER, &["person", "find", form, "--after", &next]);
            all.extend(ids(&found));
        }
        assert!(all.contains(&id), "{name} is not found by {form}");
    }
    let shown = desk.on(REVIEWER, &["person", "show", &id]);
    assert_eq!(shown.code, 0, "{shown:?}");
    assert!(shown.out.contains(&name), "{shown:?}");
    let long = |text: &str| text.bytes().filter(u8::is_ascii_digit).count() >= 15;
    assert!(
        !shown.out.split_whitespace().any(long),
        "a whole number is shown: {shown:?}"
    );
    let card = desk.json(REVIEWER, &["person", "show", &id]);
    assert_eq!(card["name"], Value::from(name));
    desk.on(REVIEWER, &["person", "find", "z"])
        .fails(2, "无法按这个内容查找");
}
