//! The weeks of the demonstration: sheets and settlements as they come, and a desk that checks, approves and pays some of
//! them, so that every screen has something in every state.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::demo::{ADMIN, CLERK, Desk, Province, SOME_REFUSED, import};

/// Claims that are checked on a day at the desk; of these some are left for whoever tries the console.
const CHECKED_A_DAY: usize = 12;
const APPROVED_A_DAY: usize = 9;
/// So few are named at once, without a sample.
const FEW: usize = 4;
/// Unions paid on a day, of each programme.
const PAID_A_DAY: usize = 2;
/// The ways money goes.
const CHANNELS: [&str; 2] = ["member-bank", "tax"];
/// Where exported files go, below the demonstration's directory.
const EXPORTS: &str = "exports";

/// Brings in every file on its day. A file of settlements is what the hospitals send; on its day the desk works as well.
pub(super) fn pass(desk: &mut Desk<'_>, province: &Province) -> Result<()> {
    let mut files: Vec<_> = province
        .files
        .iter()
        .filter(|file| matches!(file.profile.as_str(), "claims" | "settlements"))
        .collect();
    files.sort_by(|a, b| a.on.cmp(&b.on));
    for file in files {
        desk.today.clone_from(&file.on);
        let path = desk.path(&file.path);
        desk.by(CLERK, &import(&file.profile, &path))
            .run_accepting(&[0, SOME_REFUSED])?;
        if file.profile == "settlements" {
            desk.by(CLERK, &["settlement", "file"])
                .run_accepting(&[0, SOME_REFUSED])?;
            work(desk)?;
        }
    }
    desk.today.clone_from(&province.today);
    Ok(())
}

/// A day at the desk.
fn work(desk: &Desk<'_>) -> Result<()> {
    let eligible = claims(desk, "child-premium", &["submitted"], Some("eligible"))?;
    let checked = chosen(&eligible, CHECKED_A_DAY);
    for few in checked.chunks(FEW) {
        let words = [
            &["claim", "review"][..],
            few,
            &["--checks", "member,child,age"],
        ]
        .concat();
        desk.by("审核员", &words)
            .run_accepting(&[0, SOME_REFUSED])?;
    }
    for few in checked[..checked.len().min(APPROVED_A_DAY)].chunks(FEW) {
        let words = [&["claim", "approve"][..], few].concat();
        desk.by("审批员", &words)
            .run_accepting(&[0, SOME_REFUSED])?;
    }
    for (programme, source) in [("child-premium", "union"), ("mutual-aid", "aid-fund")] {
        let approved = claims(desk, programme, &["approved"], None)?;
        let units: BTreeSet<&str> = approved
            .iter()
            .filter_map(|claim| claim["unit"].as_str())
            .collect();
        for unit in units.into_iter().take(PAID_A_DAY) {
            pay(desk, programme, source, unit)?;
        }
    }
    Ok(())
}

/// Claims of a programme in these states.
fn claims(
    desk: &Desk<'_>,
    programme: &str,
    states: &[&str],
    verdict: Option<&str>,
) -> Result<Vec<Value>> {
    let states = states.join(",");
    let mut words = vec!["--json", "claim", "list", "--programme", programme];
    words.extend(["--state", &states, "--limit", "200"]);
    words.extend(
        verdict
            .into_iter()
            .flat_map(|verdict| ["--verdict", verdict]),
    );
    let found = desk.asked(ADMIN, &words)?;
    let list = found["claims"]
        .as_array()
        .context("`claim list` prints no `claims`")?;
    Ok(list.clone())
}

/// Numbers of claims of as many unions as possible.
fn chosen(claims: &[Value], most: usize) -> Vec<&str> {
    let mut by_unit: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for claim in claims {
        let (unit, number) = (claim["unit"].as_str(), claim["number"].as_str());
        if let (Some(unit), Some(number)) = (unit, number) {
            by_unit.entry(unit).or_default().push(number);
        }
    }
    let mut numbers = Vec::new();
    // Two of a union, so that a batch has more than one line.
    for of_unit in by_unit.values() {
        numbers.extend(of_unit.iter().take(2));
    }
    numbers.truncate(most);
    numbers
}

/// One batch of a union from draft to settled, unless everything it approved is in one already.
fn pay(desk: &Desk<'_>, programme: &str, source: &str, unit: &str) -> Result<()> {
    let made = CHANNELS.iter().find_map(|channel| {
        let to = ["--unit", unit, "--channel", channel, "--source", source];
        let of = ["--programme", programme];
        let words = [&["--json", "batch", "create"][..], &to, &of].concat();
        desk.asked("会计", &words).ok()
    });
    let Some(made) = made else {
        return Ok(());
    };
    let (batch, count, total) = (&made["batch"], &made["count"], &made["total_fen"]);
    let batch = batch.as_str().context("`batch create` prints no `batch`")?;
    let fen = total
        .as_i64()
        .context("`batch create` prints no `total_fen`")?;
    let (count, yuan) = (count.to_string(), format!("{}.{:02}", fen / 100, fen % 100));
    let seen = [
        "--expect-count",
        count.as_str(),
        "--expect-total",
        yuan.as_str(),
    ];
    desk.by("会计", &[&["batch", "seal", batch][..], &seen].concat())
        .run()?;
    let exports = desk.path(EXPORTS);
    let out = Path::new(&exports);
    std::fs::create_dir_all(desk.root.join(out))
        .with_context(|| format!("cannot create {exports}"))?;
    desk.by("出纳", &["batch", "export", batch, "--out", &exports])
        .run()?;
    let answer = [
        "batch",
        "settle",
        batch,
        "--paid",
        "ALL",
        "--on",
        &desk.today,
        "--receipt",
        "演练回单",
    ];
    desk.by("出纳", &[&answer[..], &seen].concat()).run()
}
