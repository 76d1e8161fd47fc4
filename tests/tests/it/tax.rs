//! Full and shared payment through the tax channel, from the sheet to the enrolment list, and what the bureau refuses.

use e2e::{Site, both_sites, list, number, text};
use rehearsal::people;
use rehearsal::rows::{ClaimRow, PlanRow, basic_code};
use serde_json::{Value, json};

/// The union's part of a shared payment, and the member's.
const UNION_YUAN: &str = "250";
const UNION_FEN: i64 = 25_000;
const MEMBER_FEN: i64 = 15_000;
const FULL_FEN: i64 = 40_000;

/// A claim the union pays to the tax channel: the family has paid nothing and has no account to give.
fn enrolled(n: u64, mode: &str, claimed: &str) -> ClaimRow {
    ClaimRow {
        mode: mode.to_owned(),
        claimed: claimed.to_owned(),
        paid: String::new(),
        paid_on: String::new(),
        voucher: String::new(),
        paid_by: String::new(),
        bank: String::new(),
        card: String::new(),
        holder: String::new(),
        ..ClaimRow::ordinary(n)
    }
}

fn plan(mode: &str, amount: &str) -> PlanRow {
    PlanRow {
        mode: mode.to_owned(),
        amount: amount.to_owned(),
        ..PlanRow::ordinary(&basic_code(0), 2026)
    }
}

/// One claim in full for child 1, one shared for child 2, both approved; gives their ids.
fn approved(site: &Site) -> [String; 2] {
    site.enrol(1..3, &basic_code(1));
    let plans = [plan("全额", "400"), plan("分摊", UNION_YUAN)];
    site.import("clerk", "plans", &site.sheet("tax-plans.csv", &plans));
    site.approve_changes("admin2");
    let rows = [enrolled(1, "全额", "400"), enrolled(2, "分摊", UNION_YUAN)];
    let report = site.import("clerk", "claims", &site.sheet("claims.csv", &rows));
    assert_eq!(
        (number(&report["accepted"]), number(&report["refused"])),
        (2, 0),
        "{report}"
    );
    let ids = [1, 2].map(|n| {
        let found = site
            .run(
                "clerk",
                &["claim", "list", "--search", &people::child(n).name],
            )
            .ok();
        text(&list(&found["claims"])[0]["id"]).to_owned()
    });
    for (id, payable) in ids.iter().zip([FULL_FEN, UNION_FEN]) {
        let shown = show(site, id);
        assert_eq!(
            (text(&shown["verdict"]), number(&shown["payable_fen"])),
            ("eligible", payable),
            "{shown}"
        );
    }
    site.review("reviewer", &ids);
    site.run("approver", &["claim", "approve", &ids[0], &ids[1]])
        .ok();
    ids
}

#[track_caller]
fn show(site: &Site, id: &str) -> Value {
    site.run("auditor", &["claim", "show", id]).ok()
}

#[track_caller]
fn account(site: &Site, code: &str) -> i64 {
    let balance = site.run("auditor", &["ledger", "balance"]).ok();
    let row = list(&balance["accounts"])
        .iter()
        .find(|row| row["account"] == code)
        .cloned();
    number(&row.unwrap_or_else(|| panic!("no account {code}: {balance}"))["balance_fen"])
}

/// Exports into a directory of its own; gives the bytes and the digest.
#[track_caller]
fn export(site: &Site, batch: &str, format: &str, directory: &str) -> (Vec<u8>, String) {
    let out = site.path(directory);
    std::fs::create_dir_all(&out).unwrap();
    let to = out.to_string_lossy().into_owned();
    let done = site
        .run(
            "cashier",
            &["batch", "export", batch, "--format", format, "--out", &to],
        )
        .ok();
    let bytes = std::fs::read(text(&done["path"])).unwrap();
    (bytes, text(&done["digest"]).to_owned())
}

fn sealed(site: &Site, ids: &[String; 2]) -> String {
    let made = site.batch("tax");
    assert_eq!(
        (number(&made["count"]), number(&made["total_fen"])),
        (2, FULL_FEN + UNION_FEN),
        "{made}"
    );
    let batch = text(&made["id"]).to_owned();
    let lines = site.run("accountant", &["batch", "show", &batch]).ok();
    for (id, share) in ids.iter().zip([0, MEMBER_FEN]) {
        let line = list(&lines["lines"])
            .iter()
            .find(|line| line["claim"] == id.as_str())
            .expect("a line");
        assert_eq!(
            number(&line["member_share_fen"]),
            share,
            "what the member bears: {line}"
        );
    }
    site.confirmed("accountant", &["batch", "seal", &batch])
        .ok();
    batch
}

/// The list names each child in full with both parts, and no account of anybody.
fn is_an_enrolment_list(csv: &[u8], digest: &str) {
    let csv = String::from_utf8(csv.to_vec()).unwrap();
    for (n, parts) in [
        (1, ["400.00", "0.00", "400.00"]),
        (2, ["250.00", "150.00", "400.00"]),
    ] {
        let child = people::child(n);
        let line = csv
            .lines()
            .find(|line| line.contains(&child.id))
            .unwrap_or_else(|| panic!("no child {n}: {csv}"));
        assert!(
            line.contains(&child.name) && line.contains(&child.birth.to_string()),
            "{line}"
        );
        assert!(line.contains(&parts.join(",")), "{line}");
    }
    for needed in ["合计金额,650.00", "个人承担合计,150.00", digest] {
        assert!(csv.contains(needed), "no {needed}: {csv}");
    }
    for card in [people::card(1), people::card(2)] {
        assert!(
            !csv.contains(&card),
            "an account number in an enrolment list"
        );
    }
}

both_sites! {
    fn full_and_shared_payment_reach_the_tax_channel_and_a_refused_line_is_paid_otherwise(site: Site::office) {
        let ids = approved(site);
        let bank = ["batch", "create", "--unit", &basic_code(0), "--channel", "member-bank", "--source", "union"];
        assert_eq!(site.run("accountant", &bank).fails(1), "nothing", "none of them goes to an account");
        let batch = sealed(site, &ids);
        let (csv, digest) = export(site, &batch, "csv", "once");
        is_an_enrolment_list(&csv, &digest);
        for (format, directory) in [("csv", "twice"), ("csv", "once")] {
            assert_eq!(export(site, &batch, format, directory), (csv.clone(), digest.clone()), "the same bytes");
        }
        assert_eq!(export(site, &batch, "xlsx", "once"), export(site, &batch, "xlsx", "twice"));
        a_line_is_refused(site, &batch, &ids);
        the_family_pays_and_is_reimbursed(site, &ids[0]);
        assert_eq!(account(site, "bank"), -(FULL_FEN + UNION_FEN));
        assert_eq!(account(site, "benefit-expense"), FULL_FEN + UNION_FEN);
        for settled in ["payable", "commitments", "receivable"] {
            assert_eq!(account(site, settled), 0, "{settled}");
        }
        site.is_sound();
    }
}

/// The bureau takes child 2 and refuses child 1.
fn a_line_is_refused(site: &Site, batch: &str, ids: &[String; 2]) {
    let no_reason = ["batch", "settle", batch, "--refused", &ids[0]];
    assert_eq!(site.run("cashier", &no_reason).fails(2), "usage");
    let unsaid = ["batch", "settle", batch, "--receipt", "税回2026-0115"];
    assert!(!site.run("cashier", &unsaid).exits(2).err.is_empty());
    let both = format!("{}=已参保", ids[0]);
    let contrary = [
        "batch",
        "settle",
        batch,
        "--paid",
        &ids[0],
        "--refused",
        &both,
    ];
    assert_eq!(site.run("cashier", &contrary).fails(2), "usage");
    let refused = format!("{}=家庭已自行缴费", ids[0]);
    let words = [
        "batch",
        "settle",
        batch,
        "--receipt",
        "税回2026-0115",
        "--refused",
        &refused,
    ];
    let settled = site.confirmed("cashier", &words).ok();
    assert_eq!(
        (number(&settled["open"]), text(&settled["state"])),
        (1, "exported"),
        "{settled}"
    );
    let none = site.run("cashier", &words).ok();
    assert!(
        none["confirm"].is_null(),
        "nothing is left to confirm: {none}"
    );
    let figures = ["--expect-count", "0", "--expect-total", "0"];
    let again = site.run("cashier", &[&words[..], &figures].concat());
    let again = again.exits(1).json();
    assert_eq!(list(&again["failed"])[0]["code"], "settled", "{again}");
    let claim = show(site, &ids[0]);
    assert_eq!(
        (text(&claim["state"]), &claim["slot"]["own"]),
        ("returned", &json!(false)),
        "{claim}"
    );
    assert_eq!(
        number(&claim["slot"]["committed_fen"]),
        0,
        "the slot is free: {claim}"
    );
    let last = list(&claim["history"]).last().unwrap().to_string();
    assert!(
        last.contains("家庭已自行缴费") && last.contains("税回2026-0115"),
        "reason and receipt: {last}"
    );
    let rest = site
        .confirmed(
            "cashier",
            &[
                "batch",
                "settle",
                batch,
                "--paid",
                "ALL",
                "--receipt",
                "税回2026-0116",
            ],
        )
        .ok();
    assert_eq!(
        (&rest["done"], text(&rest["state"])),
        (&json!([ids[1]]), "settled"),
        "{rest}"
    );
    assert_eq!(show(site, &ids[1])["state"], "paid");
    site.is_sound();
}

/// The same claim again, as reimbursement of what the family paid.
fn the_family_pays_and_is_reimbursed(site: &Site, id: &str) {
    let row = ClaimRow {
        paid_on: "2026-01-10".to_owned(),
        ..ClaimRow::ordinary(1)
    };
    site.import("clerk", "claims", &site.sheet("again.csv", &[row]));
    let claim = show(site, id);
    assert_eq!(
        (text(&claim["state"]), text(&claim["verdict"])),
        ("submitted", "eligible"),
        "{claim}"
    );
    site.review("reviewer", &[id.to_owned()]);
    site.run("approver", &["claim", "approve", id]).ok();
    let made = site.batch("member-bank");
    let batch = text(&made["id"]).to_owned();
    assert_eq!(number(&made["total_fen"]), FULL_FEN, "{made}");
    site.confirmed("accountant", &["batch", "seal", &batch])
        .ok();
    let (csv, _) = export(site, &batch, "csv", "bank");
    assert!(String::from_utf8(csv).unwrap().contains(&people::card(1)));
    site.confirmed(
        "cashier",
        &[
            "batch",
            "settle",
            &batch,
            "--paid",
            "ALL",
            "--receipt",
            "回单2",
        ],
    )
    .ok();
    assert_eq!(show(site, id)["state"], "paid");
}
