//! An office set up by command line alone: what the stories begin with.

use crate::outcome::{list, text};
use crate::site::Site;
use rehearsal::numbers::{UnionKind, union_credit_code};
use rehearsal::rows::{self, BudgetRow, MemberRow, PlanRow, UnitRow};
use test_support::Engine;

/// The day everything happens, inside the window of the benefit year 2026.
pub const DAY: &str = "2026-01-15";
/// Union funds of each of the two unions, in yuan; enough for every story.
pub const BUDGET_YUAN: u64 = 4_000_000;
/// The county of the first two basic unions.
pub const COUNTY: &str = "HN430102";
/// Another county, and its only basic union.
pub const FAR_COUNTY: &str = "HN430103";
/// The basic union of [`FAR_COUNTY`].
pub const FAR_UNIT: &str = "HN430103-001";
/// Operators and roles of the province, proposed by `admin` and approved by `admin2`, who is added before them: the first
/// administrator's first second one needs nobody's approval.
pub const OFFICE: &[(&str, &str)] = &[
    ("clerk", "clerk"),
    ("clerk2", "clerk"),
    ("reviewer", "reviewer"),
    ("reviewer2", "reviewer"),
    ("approver", "approver"),
    ("approver2", "approver"),
    ("accountant", "accountant"),
    ("cashier", "cashier"),
    ("auditor", "auditor"),
];

impl Site {
    /// `init` for a rehearsal, with the administrator `admin`.
    #[track_caller]
    pub fn init(&self) -> serde_json::Value {
        self.run_plain(&["init", "--admin", "admin", "--rehearsal"])
            .ok()
    }

    /// `init` for production, with the administrator `admin`, who is the first of the made-up members.
    #[track_caller]
    pub fn init_production(&self) -> serde_json::Value {
        let words = ["--json", "init", "--admin", "admin", "--identity-stdin"];
        self.finish(self.with_number(&words)).ok()
    }

    /// A command with the identity number of the first of the made-up members on its standard input.
    pub fn with_number(&self, words: &[&str]) -> std::process::Command {
        let number = self.path("number");
        // Written once: a process that was started before may still read it.
        if !number.exists() {
            self.file("number", rehearsal::people::member(1).id);
        }
        let mut command = self.command(words);
        command.stdin(std::fs::File::open(number).expect("the number just written"));
        command
    }

    /// Imports a sheet that must be accepted whole.
    #[track_caller]
    pub fn import(&self, operator: &str, profile: &str, file: &str) -> serde_json::Value {
        self.run(operator, &["import", profile, file]).ok()
    }

    /// A tree of three basic unions in two counties, everybody of [`OFFICE`], `far-reviewer` and `far-approver` of the
    /// other county, the period 2026 open, plans and budgets in force.
    ///
    /// Nobody is on a roster yet; see [`Site::enrol`].
    pub fn office(engine: Engine) -> Option<Self> {
        let site = Self::bare(engine)?;
        site.init();
        site.import("admin", "units", &site.sheet("units.csv", &tree()));
        site.second_admin();
        for role in ["reviewer", "approver"] {
            let name = format!("far-{role}");
            site.run(
                "admin",
                &[
                    "operator", "add", &name, "--role", role, "--scope", FAR_COUNTY,
                ],
            )
            .ok();
        }
        for (name, role) in OFFICE {
            site.add_operator(name, role);
        }
        site.approve_changes("admin2");
        site.run("admin", &["period", "create", "child-premium", "2026"])
            .ok();
        site.approve_changes("admin2");
        site.run("admin", &["period", "open", "child-premium", "2026"])
            .ok();
        site.approve_changes("admin2");
        let units = [
            rows::basic_code(0),
            rows::basic_code(1),
            FAR_UNIT.to_owned(),
        ];
        let plans: Vec<PlanRow> = units
            .iter()
            .map(|unit| PlanRow::ordinary(unit, 2026))
            .collect();
        let budgets: Vec<BudgetRow> = units
            .iter()
            .map(|unit| BudgetRow::ordinary(unit, 2026, BUDGET_YUAN))
            .collect();
        site.import("clerk", "plans", &site.sheet("plans.csv", &plans));
        site.import("clerk", "budgets", &site.sheet("budgets.csv", &budgets));
        site.approve_changes("admin2");
        Some(site)
    }

    /// Adds `admin2`, who approves what `admin` proposes from then on.
    #[track_caller]
    pub fn second_admin(&self) {
        let added = self.add_operator("admin2", "admin");
        assert_eq!(added["state"], "approved", "{added}");
    }

    /// `admin` proposes an operator for the province.
    #[track_caller]
    pub fn add_operator(&self, name: &str, role: &str) -> serde_json::Value {
        self.run(
            "admin",
            &["operator", "add", name, "--role", role, "--scope", "HN"],
        )
        .ok()
    }

    /// Puts member `n` on the roster of the first union and spouse `n` on that of `second`, for every `n` of the range.
    #[track_caller]
    pub fn enrol(&self, range: std::ops::Range<u64>, second: &str) {
        let first = rows::basic_code(0);
        let roster: Vec<MemberRow> = range
            .flat_map(|n| {
                [
                    MemberRow::ordinary(n, &first),
                    MemberRow::other_parent(n, second),
                ]
            })
            .collect();
        self.import("clerk", "members", &self.sheet("members.csv", &roster));
    }

    /// Puts every waiting change into force; there must be one.
    #[track_caller]
    pub fn approve_changes(&self, operator: &str) {
        let decided = self.run(operator, &["change", "approve", "--all"]).ok();
        assert!(
            !list(&decided["done"]).is_empty(),
            "nothing waited: {decided}"
        );
    }

    /// Every claim `operator` sees in one state (any when empty), page by page.
    #[track_caller]
    pub fn claims(&self, operator: &str, state: &str) -> Vec<serde_json::Value> {
        let mut claims = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let mut words = vec!["claim", "list", "--limit", "1000"];
            if !state.is_empty() {
                words.extend(["--state", state]);
            }
            if let Some(cursor) = &after {
                words.extend(["--after", cursor]);
            }
            let page = self.run(operator, &words).ok();
            claims.extend(list(&page["claims"]).iter().cloned());
            match &page["next"] {
                serde_json::Value::Null => return claims,
                next => after = Some(text(next).to_owned()),
            }
        }
    }

    /// The ids of [`Site::claims`].
    #[track_caller]
    pub fn ids(&self, operator: &str, state: &str) -> Vec<String> {
        self.claims(operator, state)
            .iter()
            .map(|claim| text(&claim["id"]).to_owned())
            .collect()
    }

    /// Records the three checks for claims, all of which must take them.
    #[track_caller]
    pub fn review(&self, operator: &str, ids: &[String]) {
        for chunk in ids.chunks(200) {
            let mut words = vec!["claim", "review", "--checks", "member,child,age"];
            words.extend(chunk.iter().map(String::as_str));
            let tried = self.run(operator, &words);
            // Of many at once a sample is looked at first.
            let done = match tried.code {
                Some(2) => self.confirmed(operator, &words),
                _ => tried,
            }
            .ok();
            assert_eq!(list(&done["done"]).len(), chunk.len(), "{done}");
        }
    }

    /// The accountant's draft of the first union's approved claims for one channel, from union funds, as `batch create`
    /// prints it.
    #[track_caller]
    pub fn batch(&self, channel: &str) -> serde_json::Value {
        let unit = rows::basic_code(0);
        let words = [
            "batch",
            "create",
            "--unit",
            &unit,
            "--channel",
            channel,
            "--source",
            "union",
        ];
        self.run("accountant", &words).ok()
    }

    /// The books balance, slots, ledger, budgets and chains fit the claims.
    #[track_caller]
    pub fn is_sound(&self) {
        let verified = self.run("auditor", &["audit", "verify"]).ok();
        assert_eq!(verified["ok"], true, "{verified}");
        let balance = self.run("auditor", &["ledger", "balance"]).ok();
        let total: i64 = list(&balance["accounts"])
            .iter()
            .map(|row| crate::number(&row["balance_fen"]))
            .sum();
        assert_eq!(total, 0, "{balance}");
    }
}

/// [`UnitRow::small_tree`] with another county beside the first.
fn tree() -> Vec<UnitRow> {
    let mut rows = UnitRow::small_tree(2);
    let mut add = |code: &str, name: &str, parent: &str, level: &str, kind: UnionKind| {
        rows.push(UnitRow {
            code: code.to_owned(),
            name: name.to_owned(),
            parent: parent.to_owned(),
            level: level.to_owned(),
            credit_code: union_credit_code(kind, "430103", 1),
            area: "430103".to_owned(),
        });
    };
    add(
        FAR_COUNTY,
        "天心区总工会",
        "HN4301",
        "县市区",
        UnionKind::Other,
    );
    add(
        FAR_UNIT,
        "天心区第1小学工会",
        FAR_COUNTY,
        "基层",
        UnionKind::Basic,
    );
    rows
}
