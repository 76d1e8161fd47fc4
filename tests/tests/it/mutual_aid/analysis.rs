//! What mutual aid took in and paid out, as figures, as a workbook with charts, and for an actuary.

use super::settle::{BENEFIT, joined, run, stay};
use e2e::{Site, both_sites, list, number, text};
use rehearsal::rows::{MemberRow, basic_code};
use serde_json::Value;

fn paid(site: &Site, members: u64) {
    joined(site, members);
    let rows: Vec<MemberRow> = (1..=members + 2)
        .map(|n| MemberRow::ordinary(n, &basic_code(0)))
        .collect();
    run(
        site,
        &["import", "members", &site.sheet("members.csv", &rows)],
    )
    .ok();
    let mut lines: Vec<String> = (1..=members)
        .map(|n| stay(n, &format!("S{n}"), "", ""))
        .collect();
    // One of them a second time, in the next quarter.
    lines.push(
        stay(1, "T1", "", "")
            .replace("2025-02-03", "2025-05-03")
            .replace("\"V1\"", "\"W1\""),
    );
    let file = site.file("lines.jsonl", lines.join("\n"));
    run(site, &["import", "settlements", &file]).ok();
}

fn counts(row: &Value) -> [i64; 4] {
    ["participants", "persons", "person_times", "benefit_fen"].map(|key| number(&row[key]))
}

const YEAR: [&str; 5] = ["analysis", "--from", "2025-01-01", "--to", "2025-12-31"];

fn with<'w>(more: &[&'w str]) -> Vec<&'w str> {
    YEAR.iter().chain(more).copied().collect()
}

both_sites! {
    fn persons_and_person_times_are_counted_apart_and_every_ratio_says_of_what(site: Site::office) {
        paid(site, 6);
        let found = run(site, &with(&["--by", "quarter"])).ok();
        let rows = list(&found["rows"]);
        assert_eq!(rows.len(), 4, "{found}");
        assert_eq!(counts(&rows[0]), [6, 6, 6, 6 * BENEFIT]);
        assert_eq!(counts(&rows[1]), [6, 1, 1, BENEFIT]);
        assert_eq!(counts(&rows[2]), [6, 0, 0, 0]);
        assert_eq!(counts(&found["total"]), [6, 6, 7, 7 * BENEFIT]);
        let payout = &found["total"]["payout"];
        assert_eq!(
            ["numerator_fen", "denominator_fen", "ratio_bp"].map(|key| number(&payout[key])),
            [7 * BENEFIT, 6 * 5_000, 7 * BENEFIT * 10_000 / 30_000]
        );
        assert_eq!(text(&payout["as_of"]), "2025-12-31");
        let coverage = &found["coverage"];
        let eligible = number(&coverage["eligible"]);
        assert!(eligible >= 8, "{coverage}");
        assert_eq!(number(&coverage["ratio_bp"]), 6 * 10_000 / eligible);
        let units = list(&found["units"]);
        assert_eq!((units.len(), text(&units[0]["unit"])), (1, basic_code(0).as_str()));
        assert_eq!(counts(&units[0]), [6, 6, 7, 7 * BENEFIT]);
        let times: i64 = list(&found["tiers"]).iter().map(|tier| number(&tier["person_times"])).sum();
        assert_eq!(times, 7);
        assert_eq!(list(&run(site, &with(&["--by", "month"])).ok()["rows"]).len(), 12);
        assert_eq!(run(site, &["analysis", "--from", "2025-02-01", "--to", "2025-01-01"]).fails(2), "usage");
        let path = site.path("figures.xlsx");
        run(site, &with(&["--by", "quarter", "--out", path.to_str().unwrap()])).ok();
        let bytes = std::fs::read(&path).expect("the workbook");
        let charts = bytes.windows(20).filter(|name| name.starts_with(b"xl/charts/chart")).count();
        assert!(charts >= 3, "charts are parts of the package");
    }

    fn an_actuary_sees_no_figures_of_a_few(site: Site::office) {
        paid(site, 4);
        let few = run(site, &with(&["--actuary"])).ok();
        let cells = list(&few["cells"]);
        assert!(!cells.is_empty() && cells.iter().all(|cell| cell["suppressed"] == true), "{few}");
        assert!(cells.iter().all(|cell| cell["benefit_fen"].is_null() && cell["persons"].is_null()), "{few}");
    }

    fn an_actuary_sees_the_figures_of_many_and_still_no_identity(site: Site::office) {
        paid(site, 40);
        let many = run(site, &with(&["--actuary"])).ok();
        let told: Vec<&Value> = list(&many["cells"]).iter().filter(|cell| cell["suppressed"] == false).collect();
        assert!(!told.is_empty(), "{many}");
        assert!(told.iter().all(|cell| number(&cell["persons"]) >= 5), "{many}");
        for key in ["unit", "member", "HN"] {
            assert!(!many.to_string().contains(key), "{key}: {many}");
        }
        let path = site.path("actuary.xlsx");
        run(site, &with(&["--actuary", "--out", path.to_str().unwrap()])).ok();
        assert!(path.exists());
    }
}
