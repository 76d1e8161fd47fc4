//! One settlement in, the union's line of its statement out.

use e2e::{Outcome, Site, both_sites, list, number, text};
use rehearsal::people;
use rehearsal::rows::basic_code;
use std::time::{Duration, Instant};

/// Messages of the file whose import is killed.
const ROWS: u64 = 1_200;
/// How often.
const KILLS: u32 = 3;
/// What a stay of 10,000 yuan gives, in fen.
pub const BENEFIT: i64 = 338_000;

/// A site with both programmes installed, and the first `members` taking part in Pinghu's scheme.
pub fn joined(site: &Site, members: u64) {
    site.file(
        "both.toml",
        "programmes = [\"child-premium\", \"mutual-aid\"]\narea = \"330482\"\n",
    );
    let rows: Vec<String> = (1..=members)
        .map(|n| {
            let member = people::member(n);
            let unit = basic_code(0);
            format!(
                "{unit},{},{},pinghu-2025,50.00,1.00",
                member.name, member.id
            )
        })
        .collect();
    let header = "工会代码,会员姓名,会员身份证号,互助方案,缴费金额,个人缴费";
    let file = site.file("joined.csv", format!("{header}\n{}\n", rows.join("\n")));
    let report = run(site, &["import", "participants", &file]).ok();
    assert_eq!(
        number(&report["accepted"]),
        i64::try_from(members).unwrap(),
        "{report}"
    );
}

pub fn command(site: &Site, words: &[&str]) -> std::process::Command {
    let config = site.path("both.toml");
    let mut command = site.as_operator("clerk", words);
    command.env("GONGBAO_CONFIG", config);
    command
}

pub fn run(site: &Site, words: &[&str]) -> Outcome {
    site.finish(command(site, words))
}

fn settle(site: &Site, message: &str) -> Outcome {
    let file = site.file("message.json", message);
    let mut command = command(site, &["settle"]);
    command.stdin(std::fs::File::open(file).expect("the message just written"));
    site.finish(command)
}

/// A stay of a member that cost 10,000 yuan of the member's own.
pub fn stay(n: u64, id: &str, sign: &str, more: &str) -> String {
    let number = people::member(n).id;
    format!(
        r#"{{"output":{{"setlinfo":{{"setl_id":"{id}","mdtrt_id":"V{n}","psn_no":"{n}","psn_cert_type":"01","certno":"{number}","insutype":"310","setl_time":"2025-02-03 00:00:00","medfee_sumamt":"{sign}10000.00","psn_cash_pay":{sign}10000,"acct_pay":0,"fulamt_ownpay_amt":"0","overlmt_selfpay":0{more}}}}}}}"#
    )
}

both_sites! {
    fn a_settlement_is_answered_with_its_line_and_its_cancellation_takes_it_back(site: Site::office) {
        joined(site, 1);
        let answer = settle(site, &stay(1, "S1", "", "")).ok();
        assert_eq!(text(&answer["settlement"]), "S1");
        assert_eq!(text(&answer["state"]), "benefit");
        assert_eq!(number(&answer["base_fen"]), 1_000_000);
        assert_eq!(number(&answer["benefit_fen"]), BENEFIT);
        assert_eq!(text(&answer["line"]), "总工会补助 3,380.00 元");
        assert_eq!(list(&answer["findings"]).len(), 0, "{answer}");
        assert_eq!(settle(site, &stay(1, "S1", "", "")).ok(), answer, "the same again is answered as before");
        let back = settle(site, &stay(1, "R1", "-", r#","init_setl_id":"S1""#)).ok();
        assert_eq!((text(&back["settlement"]), text(&back["state"])), ("S1", "reversed"));
        assert_eq!(number(&back["benefit_fen"]), 0);
        assert_eq!(settle(site, &stay(1, "S1", "", "")).ok()["state"], "reversed");
        site.is_sound();
    }

    fn what_waits_is_listed_and_what_cannot_be_read_is_refused_with_its_reason(site: Site::office) {
        joined(site, 1);
        let waits = settle(site, &stay(1, "R1", "-", r#","init_setl_id":"S1""#)).ok();
        assert_eq!((text(&waits["settlement"]), text(&waits["state"])), ("R1", "waiting"));
        let listed = run(site, &["settlement", "waiting"]).ok();
        let waiting = list(&listed["waiting"]);
        assert_eq!(waiting.len(), 1, "{listed}");
        assert_eq!(text(&waiting[0]["settlement"]), "R1");
        assert_eq!(list(&waiting[0]["findings"])[0]["code"], "reversal-waits");
        assert_eq!(settle(site, &stay(1, "S1", "", "")).ok()["state"], "reversed");
        let listed = run(site, &["settlement", "waiting"]).ok();
        assert_eq!(list(&listed["waiting"]).len(), 0, "{listed}");
        for (message, code) in [
            ("", "message-not-json"),
            ("{", "message-not-json"),
            (r#"{"setlinfo":{"psn_no":"1","medfee_sumamt":1}}"#, "settlement-id-missing"),
            (r#"{"setl_id":"S2","psn_no":"1","medfee_sumamt":1.005}"#, "settlement-amount-fraction-of-fen"),
        ] {
            let refused = settle(site, message).exits(1).json();
            assert_eq!(text(&refused["state"]), "refused", "{refused}");
            let finding = &list(&refused["findings"])[0];
            assert_eq!((text(&finding["code"]), text(&finding["severity"])), (code, "error"), "{refused}");
        }
        site.is_sound();
    }

    fn lists_of_every_form_are_imported_and_the_same_file_again_changes_nothing(site: Site::office) {
        joined(site, 5);
        let lines = format!("{}\n\n{}\n{{\n", stay(1, "S1", "", ""), stay(2, "S2", "", ""));
        let file = site.file("lines.jsonl", lines);
        let report = run(site, &["import", "settlements", &file]).exits(3).json();
        let counts = |report: &serde_json::Value| {
            ["rows", "accepted", "refused", "unchanged"].map(|key| number(&report[key]))
        };
        assert_eq!(counts(&report), [3, 2, 1, 0], "{report}");
        assert_eq!(number(&list(&report["findings"])[0]["row"]), 4, "{report}");
        let again = run(site, &["import", "settlements", &file]).exits(3).json();
        assert_eq!(counts(&again), [3, 0, 1, 2], "{again}");

        let row = |n: u64| {
            let number = people::member(n).id;
            format!("S{n}\tV{n}\t{n}\t{number}\t310\t2025-02-03 00:00:00\t10000.00\t10000.00\tnull\t0\t0\t0")
        };
        let header = "setl_id\tmdtrt_id\tpsn_no\tcertno\tinsutype\tsetl_time\tmedfee_sumamt\tpdn_cash_pay\tmid_setl_flag\tacct_pay\tfulamt_ownpay_amt\toverlmt_selfpay";
        let file = site.file("list.txt", format!("{header}\n{}\n{}\n", row(3), row(4)));
        let report = run(site, &["import", "settlements", &file]).ok();
        assert_eq!(counts(&report), [2, 2, 0, 0], "{report}");
        let csv = format!("结算编号{}\n{}\n", &header["setl_id".len()..], row(5)).replace('\t', ",");
        let file = site.file("list.csv", csv);
        let report = run(site, &["import", "settlements", &file]).ok();
        assert_eq!(counts(&report), [1, 1, 0, 0], "{report}");
        for n in 1..=5 {
            let answer = settle(site, &stay(n, &format!("S{n}"), "", "")).ok();
            assert_eq!(number(&answer["benefit_fen"]), BENEFIT, "{answer}");
        }
        let file = site.file("other.csv", "姓名,金额\n张三,5\n");
        let refused = run(site, &["import", "settlements", &file]).exits(1).json();
        assert_eq!(list(&refused["findings"])[0]["code"], "message-header-not-found", "{refused}");
        site.is_sound();
    }

    fn a_killed_import_of_settlements_goes_on_and_pays_each_once(site: Site::office) {
        joined(site, ROWS);
        let lines: Vec<String> = (1..=ROWS).map(|n| stay(n, &format!("S{n}"), "", "")).collect();
        let half = usize::try_from(ROWS / 2).unwrap();
        let first = site.file("first.jsonl", lines[..half].join("\n"));
        let started = Instant::now();
        run(site, &["import", "settlements", &first]).ok();
        let takes = started.elapsed();
        let rest = site.file("rest.jsonl", lines[half..].join("\n"));
        let mut running = 0;
        for part in 0..KILLS {
            let import = e2e::Running::start(command(site, &["import", "settlements", &rest]));
            std::thread::sleep(takes * (part + 1) / (KILLS + 2));
            running += u32::from(import.kill());
            if site.on_server() {
                std::thread::sleep(Duration::from_millis(300));
            }
            site.is_sound();
        }
        assert!(running > 0, "no run was still going when it was killed; one takes {takes:?}");
        let report = run(site, &["import", "settlements", &rest]).ok();
        let all = number(&report["accepted"]) + number(&report["unchanged"]);
        assert_eq!(all, i64::try_from(lines.len() - half).unwrap(), "{report}");
        let listed = run(site, &["settlement", "sum"]).ok();
        let wanted = i64::try_from(ROWS).unwrap() * BENEFIT;
        assert_eq!(number(&listed["stands_fen"]), wanted, "{listed}");
        assert_eq!(number(&listed["posted_fen"]), wanted, "{listed}");
        site.is_sound();
    }

    fn a_site_that_names_one_programme_takes_no_settlement_and_asks_nothing(site: Site::office) {
        let file = site.file("message.json", stay(1, "S1", "", ""));
        let mut command = site.as_operator("clerk", &["settle"]);
        command.stdin(std::fs::File::open(file).unwrap());
        assert_eq!(site.finish(command).fails(2), "usage");
        let claims = site.run("clerk", &["ruling", "list"]).ok();
        assert!(!list(&claims["options"]).is_empty(), "no programme has to be named");
    }
}
