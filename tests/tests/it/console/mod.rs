//! The console as an operator meets it: the real program in a pseudo terminal, on a real database.

mod budgets;
mod forms;
mod keys_only;
mod leaving;
mod pastes;
mod plain;
mod terminals;
mod walk;

use e2e::{Site, list, text};
use rehearsal::rows::{ClaimRow, basic_code};

const ENTER: &str = "\r";
const ESC: &str = "\x1b";
const TAB: &str = "\t";

/// Children of the small office; one of them is claimed by both parents.
const CHILDREN: u64 = 6;

/// Something on every screen: claims of several verdicts, refused rows, a duplicate, a batch, a waiting change.
fn furnish(site: &Site) {
    site.enrol(1..CHILDREN + 1, &basic_code(1));
    let other = site.sheet("other.csv", &[ClaimRow::other_parent(2)]);
    site.import("clerk2", "claims", &other);
    let mut rows: Vec<ClaimRow> = (1..=CHILDREN).map(ClaimRow::ordinary).collect();
    rows[2].voucher.clear();
    let mut wrong = ClaimRow::ordinary(CHILDREN + 1);
    wrong.child_id.replace_range(6..8, "99");
    rows.push(wrong);
    let file = site.sheet("claims.csv", &rows);
    site.run("clerk", &["import", "claims", &file]).exits(3);
    let good = site
        .run(
            "reviewer",
            &["claim", "list", "--search", &rows[0].child_name],
        )
        .ok();
    let id = text(&list(&good["claims"])[0]["id"]).to_owned();
    site.review("reviewer", std::slice::from_ref(&id));
    site.run("approver", &["claim", "approve", &id]).ok();
    site.batch("member-bank");
    let extend = [
        "period",
        "extend",
        "child-premium",
        "2026",
        "--to",
        "2026-02-10",
    ];
    site.run("admin", &extend).ok();
}
