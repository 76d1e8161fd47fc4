//! Duplicates decided by command line: every verdict, what it does to the claims, and how far it can be taken back.

use e2e::{FAR_UNIT, Site, both_sites, list, number, text};
use rehearsal::numbers::birth_certificate;
use rehearsal::people;
use rehearsal::rows::{ClaimRow, basic_code};
use serde_json::Value;

const WHY: &str = "核对户口本";

/// Child 1 claimed by both parents at two unions of one county: the case and the claims, the first parent's first.
fn contested(site: &Site) -> (String, [String; 2]) {
    site.enrol(1..2, &basic_code(1));
    site.import(
        "clerk",
        "claims",
        &site.sheet("first.csv", &[ClaimRow::ordinary(1)]),
    );
    let first = site.ids("clerk", "").remove(0);
    site.import(
        "clerk2",
        "claims",
        &site.sheet("second.csv", &[ClaimRow::other_parent(1)]),
    );
    let second = site
        .ids("clerk", "")
        .into_iter()
        .find(|id| *id != first)
        .expect("the second claim");
    (the_case(site, "reviewer"), [first, second])
}

#[track_caller]
fn the_case(site: &Site, operator: &str) -> String {
    let found = site
        .run(operator, &["duplicate", "list", "--state", "open"])
        .ok();
    let cases = list(&found["cases"]);
    assert_eq!(cases.len(), 1, "{found}");
    text(&cases[0]["id"]).to_owned()
}

#[track_caller]
fn case_is(site: &Site, case: &str, state: &str) -> Value {
    let shown = site.run("reviewer", &["duplicate", "show", case]).ok();
    assert_eq!(shown["state"], state, "{shown}");
    shown
}

#[track_caller]
fn states(site: &Site, ids: &[String; 2]) -> [String; 2] {
    ids.each_ref()
        .map(|id| text(&site.run("auditor", &["claim", "show", id]).ok()["state"]).to_owned())
}

/// A decision of the case; gives the claims that moved.
#[track_caller]
fn decides(site: &Site, operator: &str, words: &[&str]) -> Value {
    let mut all = vec!["duplicate"];
    all.extend(words);
    all.extend(["--reason", WHY]);
    site.run(operator, &all).ok()
}

#[track_caller]
fn keeps(site: &Site, case: &str, id: &str) -> Value {
    let kept = [
        "resolve",
        case,
        "--keep",
        id,
        "--chosen-by",
        "双方书面选择，2026-01-14",
    ];
    decides(site, "reviewer", &kept)
}

/// The one claim of an act was refused; gives the code.
#[track_caller]
fn refused(site: &Site, operator: &str, words: &[&str]) -> String {
    let outcome = site.run(operator, words).exits(1).json();
    assert!(list(&outcome["done"]).is_empty(), "{outcome}");
    text(&list(&outcome["failed"])[0]["code"]).to_owned()
}

#[track_caller]
fn approves(site: &Site, id: &str) {
    site.review("reviewer", &[id.to_owned()]);
    site.run("approver", &["claim", "approve", id]).ok();
}

/// The same child, named by a birth certificate at the first union and by a resident number at the second.
fn by_certificate() -> ClaimRow {
    ClaimRow {
        document: "出生医学证明".to_owned(),
        child_id: String::new(),
        certificate: birth_certificate('T', 43_000_001),
        ..ClaimRow::ordinary(1)
    }
}

both_sites! {
    fn two_documents_are_different_children_once_a_second_operator_agrees(site: Site::office) {
        site.enrol(1..2, &basic_code(1));
        site.import("clerk", "claims", &site.sheet("first.csv", &[by_certificate()]));
        let second = ClaimRow { voucher: "4430999999999999".to_owned(), ..ClaimRow::other_parent(1) };
        site.import("clerk2", "claims", &site.sheet("second.csv", &[second]));
        let case = the_case(site, "reviewer");
        let ids = site.ids("reviewer", "submitted");
        assert_eq!(ids.len(), 2);
        let words = ["duplicate", "resolve", &case, "--different", "--evidence", "两份出生医学证明"];
        assert_eq!(site.run("reviewer", &words).fails(2), "usage", "without a reason");
        let different = &words[1..];
        assert_eq!(decides(site, "reviewer", different)["state"], "proposed");
        for id in &ids {
            let code = refused(site, "reviewer", &["claim", "review", id, "--checks", "member,child,age"]);
            assert_eq!(code, "open-case", "a proposal decides nothing");
        }
        assert_eq!(site.run("reviewer", &["duplicate", "second", &case]).fails(1), "second-operator");
        assert_eq!(site.run("clerk", &["duplicate", "second", &case]).fails(1), "forbidden");
        let agreed = site.run("reviewer2", &["duplicate", "second", &case]).ok();
        assert_eq!(agreed["state"], "resolved");
        let shown = case_is(site, &case, "resolved");
        assert_eq!((text(&shown["resolved_by"]), text(&shown["seconded_by"])), ("reviewer", "reviewer2"));
        assert_eq!(site.run("approver", &["duplicate", "second", &case]).fails(1), "state", "once is enough");
        for id in &ids {
            approves(site, id);
        }
        assert_eq!(site.ids("auditor", "approved").len(), 2, "each child has a payment of its own");
        site.is_sound();
    }

    fn different_on_one_and_the_same_number_sends_all_back(site: Site::office) {
        let (case, ids) = contested(site);
        let decided = decides(site, "reviewer", &["resolve", &case, "--different", "--evidence", "孩子不同"]);
        assert_eq!(decided["state"], "resolved", "a number is wrong: nobody needs to agree");
        assert_eq!(list(&decided["done"]).len(), 2, "{decided}");
        assert_eq!(states(site, &ids), ["returned", "returned"]);
        for id in &ids {
            refused(site, "approver", &["claim", "approve", id]);
        }
        assert_eq!(site.run("reviewer2", &["duplicate", "second", &case]).fails(1), "state");
        site.is_sound();
    }

    fn all_sent_back_can_be_taken_back_and_decided_anew(site: Site::office) {
        let (case, ids) = contested(site);
        decides(site, "reviewer", &["resolve", &case, "--return-both"]);
        assert_eq!(states(site, &ids), ["returned", "returned"]);
        let again = ["duplicate", "resolve", &case, "--return-both", "--reason", WHY];
        assert_eq!(site.run("approver", &again).fails(1), "case-not-open");
        assert_eq!(site.run("reviewer", &["duplicate", "undo", &case]).fails(2), "usage", "without a reason");
        decides(site, "reviewer", &["undo", &case]);
        assert_eq!(states(site, &ids), ["submitted", "submitted"]);
        case_is(site, &case, "open");
        keeps(site, &case, &ids[1]);
        assert_eq!(states(site, &ids), ["withdrawn", "submitted"]);
        approves(site, &ids[1]);
        site.is_sound();
    }

    fn a_held_case_waits_and_stays_open(site: Site::office) {
        let (case, ids) = contested(site);
        for wrong in ["2026-01-15", "2020-01-01"] {
            let words = ["duplicate", "resolve", &case, "--hold", wrong, "--reason", WHY];
            assert_eq!(site.run("reviewer", &words).fails(2), "usage", "{wrong} is not ahead");
        }
        decides(site, "reviewer", &["resolve", &case, "--hold", "2026-01-20"]);
        assert_eq!(states(site, &ids), ["held", "held"]);
        case_is(site, &case, "open");
        assert_eq!(refused(site, "approver", &["claim", "approve", &ids[0]]), "open-case");
        // The day comes: the claims are looked at again, and still nobody has chosen.
        let later = site.run_on("2026-01-20", "reviewer", &["claim", "show", &ids[0]]).ok();
        assert_eq!(later["state"], "submitted", "{later}");
        let review = ["claim", "review", &ids[0], "--checks", "member,child,age"];
        let outcome = site.run_on("2026-01-20", "reviewer", &review).exits(1).json();
        assert_eq!(list(&outcome["failed"])[0]["code"], "open-case", "{outcome}");
        keeps(site, &case, &ids[0]);
        assert_eq!(states(site, &ids), ["submitted", "withdrawn"]);
        approves(site, &ids[0]);
        site.is_sound();
    }

    fn a_choice_is_taken_back_until_the_batch_is_sealed(site: Site::office) {
        let (case, ids) = contested(site);
        keeps(site, &case, &ids[0]);
        approves(site, &ids[0]);
        let batch = text(&site.batch("member-bank")["id"]).to_owned();
        // A draft binds nobody: the approval that followed is released with the choice.
        decides(site, "reviewer", &["undo", &case]);
        assert_eq!(states(site, &ids), ["submitted", "submitted"]);
        case_is(site, &case, "open");
        let sealed = site.run("accountant", &["batch", "seal", &batch]);
        assert_eq!(sealed.fails(1), "nothing", "there is nothing left to pay");
        site.is_sound();
        keeps(site, &case, &ids[1]);
        approves(site, &ids[1]);
        let words = ["batch", "create", "--unit", &basic_code(1), "--channel", "member-bank", "--source", "union"];
        let other = text(&site.run("accountant", &words).ok()["id"]).to_owned();
        let sealed = site.confirmed("accountant", &["batch", "seal", &other]).ok();
        assert_eq!((number(&sealed["count"]), number(&sealed["total_fen"])), (1, 40_000));
        let undo = ["duplicate", "undo", &case, "--reason", WHY];
        assert_eq!(site.run("reviewer", &undo).fails(1), "sealed");
        assert_eq!(states(site, &ids), ["withdrawn", "batched"]);
        site.is_sound();
    }

    fn nobody_decides_about_a_claim_of_another_county(site: Site::office) {
        site.enrol(1..2, FAR_UNIT);
        site.import("clerk", "claims", &site.sheet("first.csv", &[ClaimRow::ordinary(1)]));
        site.import("clerk2", "claims", &site.sheet("second.csv", &[ClaimRow::other_parent(1).at(FAR_UNIT)]));
        let (case, own) = (the_case(site, "far-reviewer"), site.ids("far-reviewer", "").remove(0));
        let verdicts: [&[&str]; 4] = [
            &["--keep", &own, "--chosen-by", "双方"],
            &["--return-both"],
            &["--different"],
            &["--hold", "2026-02-01"],
        ];
        for verdict in verdicts {
            let words = [&["duplicate", "resolve", &case, "--reason", WHY], verdict].concat();
            let outcome = site.run("far-reviewer", &words);
            names_nobody(&outcome.to_string());
            assert_eq!(outcome.fails(1), "out-of-scope", "{verdict:?}");
        }
        // For people as for scripts the holder is masked.
        for lang in ["zh", "en"] {
            let words = ["--operator", "far-reviewer", "--lang", lang, "duplicate", "show", &case];
            let shown = site.finish(site.command(&words)).exits(0);
            names_nobody(&shown.to_string());
            assert!(shown.out.contains("芙蓉区第1小学工会"), "whom to call: {shown}");
        }
        case_is(site, &case, "open");
        site.is_sound();
    }
}

/// Neither the other county's claimant nor a whole number.
#[track_caller]
fn names_nobody(said: &str) {
    let claimant = people::member(1);
    for secret in [
        claimant.name,
        claimant.id,
        people::child(1).id,
        people::card(1),
    ] {
        assert!(
            !said.contains(&secret),
            "{secret} of another county: {said}"
        );
    }
}
