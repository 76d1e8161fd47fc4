//! The audit log tells what was done in words, whatever it was.

use serde_json::Value;
use test_support::Desk;
use workflow::views::PAGE_ROWS_MAX;
use workflow::views::audit_trail::{self, Trail};

/// The names of fields that an entry of the log has, also inside others.
fn names(value: &Value, found: &mut Vec<String>) {
    if let Value::Object(fields) = value {
        for (name, value) in fields {
            found.push(name.clone());
            names(value, found);
        }
    }
}

/// No entry of the log shows a Chinese reader the name of a field.
pub fn every_entry_is_told_in_words(desk: &Desk) {
    let mut auditor = desk.session("auditor");
    let mut after = None;
    loop {
        let page = audit_trail::page(&mut auditor, &Trail::All, after, PAGE_ROWS_MAX).unwrap();
        for row in &page.rows {
            let mut fields = Vec::new();
            names(
                &serde_json::from_str(&row.detail).unwrap_or_default(),
                &mut fields,
            );
            let told = row.told.zh.split([' ', '，', '、']);
            let raw: Vec<&str> = told
                .filter(|word| fields.iter().any(|field| field == word))
                .collect();
            assert_eq!(
                raw,
                Vec::<&str>::new(),
                "{}: {} of {}",
                row.action,
                row.told.zh,
                row.detail
            );
        }
        after = page.next;
        if after.is_none() {
            return;
        }
    }
}
