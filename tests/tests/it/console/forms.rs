//! What is done by a form at the console is done: the command line sees the outcome.

use super::keys_only::{dialog, push};
use super::{ENTER, TAB, furnish};
use e2e::terminal::{Console, Terminal};
use e2e::{DAY, Site, both_sites, list, text};
use rehearsal::rows::{ClaimRow, basic_code, csv_of};

/// Turns a choice to its next value.
const SPACE: &str = " ";

/// The console of an operator on the screen behind `g` and a letter.
fn at(site: &Site, operator: &str, letter: &str, title: &str) -> Console {
    let mut console = Console::open(site, operator, "zh", (80, 24));
    console.arrives("工保");
    console.press(&format!("g{letter}"));
    console.arrives(title);
    console
}

both_sites! {
    fn operators_are_added_and_switched_off_chains_verified_and_sheets_handed_back_at_the_console(site: Site::office) {
        furnish(site);
        let mut admin = at(site, "admin", "o", "操作员");
        admin.press("n");
        dialog(&admin, &["新增操作员"]);
        admin.press(&format!("{TAB}zhou.hua{TAB}{TAB}HN{TAB}{TAB}{TAB}"));
        push(&mut admin);
        admin.until("who agrees", |text| text.contains("已提出"));
        site.approve_changes("admin2");
        let operators = site.run("admin", &["operator", "list"]).ok();
        let added = list(&operators["operators"]).iter().find(|one| one["name"] == "zhou.hua");
        assert_eq!(added.unwrap()["role"], "clerk", "{operators}");

        // The name typed to confirm is not the one under the cursor.
        admin.press("x");
        dialog(&admin, &["停用操作员"]);
        admin.press(&format!("{TAB}nobody{TAB}"));
        push(&mut admin);
        admin.until("the complaint", |text| text.contains("登录名与所示不符"));
        let changes = site.run("admin", &["change", "list"]).ok().to_string();
        assert!(changes.contains("operator-add") && !changes.contains("operator-off"), "{changes}");

        let mut auditor = at(site, "auditor", "t", "审计日志");
        auditor.press("v");
        dialog(&auditor, &["核验审计链"]);
        auditor.press(TAB);
        push(&mut auditor);
        auditor.until("the outcome", |text| text.contains("核验通过"));
        auditor.press("s");
        dialog(&auditor, &["封存审计链"]);
        auditor.press(TAB);
        push(&mut auditor);
        auditor.until("the seal", |text| text.contains("已封存第 1 号"));
        assert_eq!(list(&site.run("auditor", &["audit", "seals"]).ok()["seals"]).len(), 1);

        // What is only read opens at once.
        let mut reviewer = at(site, "reviewer", "c", "申报审核");
        reviewer.until("a claim", |text| text.contains("> "));
        reviewer.press(ENTER);
        reviewer.until("the claim", |text| text.contains("H-01"));
        reviewer.press("Y");
        reviewer.until("the decision made again", |text| text.contains("逐字节一致"));

        let book = site.path("mend.xlsx");
        let mut clerk = at(site, "clerk", "i", "导入");
        clerk.until("the file with a refused row", |text| text.contains("> ") && text.contains("claims.csv"));
        clerk.press("e");
        dialog(&clerk, &["写出原表, 标明问题"]);
        clerk.press(&format!("{TAB}{}{TAB}", book.display()));
        push(&mut clerk);
        clerk.until("what was written", |text| text.contains("行需修改"));
        assert!(book.exists());
        site.is_sound();
    }

    fn whoever_comes_in_over_ssh_picks_what_is_imported_from_the_inbox_and_finds_what_is_written_in_the_outbox(site: Site::office) {
        site.enrol(1..3, &basic_code(1));
        let exchange = site.path("exchange");
        let operators = site.run("admin", &["operator", "list"]).ok();
        let clerk = list(&operators["operators"]).iter().find(|one| one["name"] == "clerk");
        let folder = exchange.join(text(&clerk.unwrap()["id"]));
        std::fs::create_dir_all(folder.join("inbox")).unwrap();
        let rows: Vec<ClaimRow> = (1..3).map(ClaimRow::ordinary).collect();
        std::fs::write(folder.join("inbox/sent.csv"), csv_of(&rows)).unwrap();
        let words = ["--operator", "clerk", "--today", DAY, "--lang", "zh", "enter"];
        let mut command = Console::words(site, &words);
        command.env("SSH_CONNECTION", "10.0.0.1 50000 10.0.0.2 22");
        command.env("GONGBAO_EXCHANGE", &exchange);
        let mut console = Console::start(command, Terminal::silent((80, 24)));
        console.arrives("工保");
        console.press("gi");
        console.arrives("导入");
        console.press("i");
        console.arrives("文件箱");
        console.until("the file", |text| text.contains("sent.csv"));
        console.press(ENTER);
        dialog(&console, &["导入文件"]);
        console.press(&format!("{}{SPACE}{}", TAB.repeat(3), TAB.repeat(3)));
        push(&mut console);
        console.until("the outcome", |text| text.contains("2 行"));
        assert_eq!(site.ids("reviewer", "submitted").len(), 2);
        console.press("gi");
        console.arrives("导入");
        console.press("t");
        dialog(&console, &["写模板"]);
        console.press(&TAB.repeat(6));
        push(&mut console);
        console.until("where it is", |text| text.contains("outbox/claims.xlsx"));
        assert!(folder.join("outbox/claims.xlsx").exists());
        site.is_sound();
    }
}
