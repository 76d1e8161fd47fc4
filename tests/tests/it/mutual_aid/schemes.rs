//! What schemes give, without any database.

use e2e::{Outcome, Site, list, number, text};
use test_support::Engine;

fn site() -> Site {
    Site::bare(Engine::Sqlite).expect("a directory")
}

fn tried(site: &Site, scheme: &str, base: &str, more: &[&str]) -> Outcome {
    let words = [&["scheme", "try", scheme, "--base", base], more].concat();
    site.run_plain(&words)
}

#[test]
fn every_shipped_scheme_is_listed_and_shown_with_its_rows_and_sources() {
    let site = site();
    let listed = site.run_plain(&["scheme", "list"]).ok();
    let ids: Vec<&str> = list(&listed["schemes"])
        .iter()
        .map(|scheme| text(&scheme["scheme"]))
        .collect();
    for id in ["pinghu-2025", "hunan-2017", "hangzhou-2021"] {
        assert!(ids.contains(&id), "{ids:?}");
    }
    for id in ids {
        let shown = site.run_plain(&["scheme", "show", id]).ok();
        assert_eq!(text(&shown["scheme"]), id);
        assert!(!text(&shown["source"]).is_empty(), "{shown}");
        assert_eq!(text(&shown["terms"]["id"]), id, "{shown}");
    }
}

#[test]
fn a_base_is_tried_step_by_step_and_nothing_is_stored() {
    let site = site();
    for base in ["18250.01", "18,250.02"] {
        let given = tried(&site, "pinghu-2025", base, &[]).ok();
        assert_eq!(number(&given["benefit_fen"]), 915_501, "{given}");
        let steps = list(&given["steps"]);
        let sum: i64 = steps.iter().map(|step| number(&step["amount_fen"])).sum();
        assert_eq!(sum, 915_501, "{given}");
        let first = &steps[0];
        assert_eq!(
            (
                number(&first["from_fen"]),
                number(&first["to_fen"]),
                text(&first["mode"]),
                number(&first["rate_bp"]),
                number(&first["amount_fen"]),
            ),
            (60_000, 500_000, "marginal", 2_000, 88_000)
        );
    }
    let most = tried(&site, "hangzhou-2021", "50000", &[]).ok();
    assert_eq!(number(&most["benefit_fen"]), 3_020_000);
    let beyond = tried(&site, "hangzhou-2021", "1000", &["--before", "50000"]).ok();
    assert_eq!(number(&beyond["benefit_fen"]), 0);
    assert!(!site.path("gongbao.db").exists());
}

#[test]
fn what_cannot_be_tried_is_told_with_what_there_is() {
    let site = site();
    for (scheme, base, more, says) in [
        ("nowhere-2025", "100", &[][..], "pinghu-2025"),
        ("pinghu-2025", "-5", &[], "--base"),
        ("pinghu-2025", "1.005", &[], "yuan"),
        ("pinghu-2025", "100", &["--benefit", "women"], "hospital"),
        ("changsha-2025", "100", &[], "not known"),
    ] {
        let mut words = vec!["--lang", "en", "scheme", "try", scheme];
        let base = format!("--base={base}");
        words.push(&base);
        words.extend(more);
        let told = site.run_plain(&words).exits(2).to_string();
        assert!(told.contains(says), "{scheme}: {told}");
    }
}

#[test]
fn a_sites_own_file_of_schemes_is_listed_tried_and_checked_before_it_counts() {
    let site = site();
    let own = include_str!("../../../../config/programmes/mutual-aid.toml")
        .replace("pinghu-2025", "zhuzhou-2025")
        .replacen("rate_bp = 2000", "rate_bp = 3000", 1);
    let path = site.file("own.toml", &own);
    let listed = site.run_plain(&["scheme", "list", "--file", &path]).ok();
    assert!(listed.to_string().contains("zhuzhou-2025"));
    let given = tried(&site, "zhuzhou-2025", "10000", &["--file", &path]).ok();
    assert_eq!(given["benefit_fen"], 382_000);
    let gap = own.replacen("from_fen = 500000, to_fen", "from_fen = 600000, to_fen", 1);
    let gap = site.file("gap.toml", &gap);
    let told = site.run_plain(&["scheme", "list", "--file", &gap]);
    let told = told.exits(2).to_string();
    assert!(
        told.contains("第1档与第2档在 5,000.00 元处有空档"),
        "{told}"
    );
}
