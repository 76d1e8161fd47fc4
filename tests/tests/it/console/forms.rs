//! What is done by a form at the console is done: the command line sees the outcome.

use super::keys_only::{dialog, push};
use super::{TAB, furnish};
use e2e::terminal::Console;
use e2e::{Site, both_sites, list};

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
}
