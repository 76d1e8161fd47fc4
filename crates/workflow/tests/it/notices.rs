//! The notice a member is handed, word for word, in both languages. After a change that was meant, read
//! `target/tmp/notices.txt`, which every run writes, and copy it over `tests/notices/expected.txt`.

use crate::office::{exported, sealed};
use crate::papers::{self, Named, Paper, enrol, nothing_is_alike, row};
use child_premium::Method;
use child_premium::claim::{Assistance, PaidBy};
use chrono::NaiveDate;
use domain::bank_card::BankCard;
use domain::batch::Channel;
use domain::draft::{ClaimDraft, Relation};
use domain::fen::Fen;
use domain::ids::ClaimRef;
use std::fmt::Write;
use std::path::Path;
use test_support::PremiumMut;
use test_support::{ClaimSpec, Desk, UNIT_B, UNIT_C, both_engines};
use workflow::payments::batches::{self, Answer, Format, Lines};
use workflow::review::decide;
use workflow::views::Lang;
use workflow::views::notice::{self, Notice};

const PROGRAMME: &str = "child-premium";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn file(desk: &Desk, spec: &ClaimSpec, change: impl FnOnce(&mut ClaimDraft)) -> ClaimRef {
    file_on(desk, desk.today, spec, change)
}

fn file_on(
    desk: &Desk,
    on: NaiveDate,
    spec: &ClaimSpec,
    change: impl FnOnce(&mut ClaimDraft),
) -> ClaimRef {
    let mut clerk = desk.session_on("clerk", on);
    let mut prepared = desk.prepare(&mut clerk, spec);
    change(&mut prepared.draft);
    let filed =
        workflow::intake::submit::promote(&mut clerk.db, &clerk.ctx, PROGRAMME, vec![prepared])
            .unwrap();
    filed[0].claim().unwrap()
}

/// A dozen claims as they come every day, and what is particular about them.
fn typical(desk: &Desk) -> Vec<(&'static str, ClaimRef)> {
    let shared_card = || BankCard::parse(&rehearsal::people::card(2)).unwrap();
    let rejected = desk.file_claim(&ClaimSpec::of(14));
    decide::reject(
        &mut desk.session("reviewer"),
        &[rejected],
        "孩子已由配偶单位办理",
    )
    .unwrap();
    let returned = desk.file_claim(&ClaimSpec::of(17));
    decide::return_to_unit(
        &mut desk.session("reviewer"),
        &[returned],
        "票据号与凭证不符",
    )
    .unwrap();
    let contested = desk.file_claim(&ClaimSpec::of(15));
    desk.file_claim(&ClaimSpec::of(15).by_spouse().at(UNIT_B));
    vec![
        ("eligible", desk.file_claim(&ClaimSpec::of(1))),
        ("approved", desk.approved_claim(&ClaimSpec::of(2))),
        (
            "over-age",
            file(desk, &ClaimSpec::of(3), |draft| {
                draft.subject.birth_date = Some(day("2006-05-01"))
            }),
        ),
        (
            "age-not-ruled",
            file(desk, &ClaimSpec::of(4), |draft| {
                draft.subject.birth_date = Some(day("2007-06-01"))
            }),
        ),
        (
            "no-receipt",
            file(desk, &ClaimSpec::of(5), |draft| {
                draft.premium_mut().voucher = None
            }),
        ),
        (
            "no-proof-no-account",
            file(desk, &ClaimSpec::of(6), |draft| {
                draft.premium_mut().proof = None;
                draft.payee = None;
            }),
        ),
        (
            "late-payer",
            file_on(desk, day("2026-03-01"), &ClaimSpec::of(7), |draft| {
                draft.premium_mut().paid = Some(Fen::new(110_000));
                draft.premium_mut().paid_on = Some(day("2026-02-05"));
            }),
        ),
        (
            "newborn",
            file(desk, &ClaimSpec::of(8), |draft| {
                draft.subject.birth_date = Some(day("2026-01-03"));
                draft.premium_mut().paid_on = Some(day("2026-01-10"));
            }),
        ),
        (
            "assisted-half",
            file(desk, &ClaimSpec::of(9), |draft| {
                draft.premium_mut().assistance = Assistance::Half
            }),
        ),
        (
            "adopted",
            file(desk, &ClaimSpec::of(10), |draft| {
                draft.premium_mut().relation = Relation::Adopted
            }),
        ),
        (
            "family-account",
            file(desk, &ClaimSpec::of(11), |draft| {
                draft.premium_mut().paid_by = Some(PaidBy::FamilyAccount)
            }),
        ),
        (
            "union-without-plan",
            desk.file_claim(&ClaimSpec::of(12).at(UNIT_C)),
        ),
        (
            "card-of-another",
            file(desk, &ClaimSpec::of(13), |draft| {
                if let Some(payee) = &mut draft.payee {
                    payee.card = shared_card();
                }
            }),
        ),
        ("rejected", rejected),
        ("returned", returned),
        ("both-parents", contested),
        (
            "paid-by-the-union",
            file(desk, &ClaimSpec::of(16).mode(Method::Full), |draft| {
                draft.premium_mut().consent = false
            }),
        ),
    ]
}

fn text(notice: &Notice) -> String {
    let mut text = format!("{}\n{}\n{}\n", notice.title, notice.to, notice.verdict);
    for reason in &notice.reasons {
        writeln!(text, "- {} [{}]", reason.text, reason.clause).unwrap();
    }
    for what in &notice.send {
        writeln!(text, "+ {what}").unwrap();
    }
    text + &notice.next + "\n" + &notice.ask + "\n"
}

both_engines! {
    fn the_notices_of_typical_claims_read_as_written_down(desk) {
        let mut found = String::new();
        for (what, claim) in typical(desk) {
            let number = desk.claim(claim).number.to_string();
            for lang in [Lang::Zh, Lang::En] {
                let notice = notice::write(&mut desk.session("reviewer"), claim, lang).unwrap();
                let text = text(&notice).replace(&number, "26-00000-00000");
                write!(found, "== {what} ==\n{text}\n").unwrap();
            }
        }
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/notices/expected.txt");
        std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join("notices.txt"), &found).unwrap();
        let expected = std::fs::read_to_string(&file).unwrap();
        for (found, expected) in found.lines().zip(expected.lines()) {
            assert_eq!(found, expected);
        }
        assert_eq!(found.len(), expected.len());
    }

    fn a_notice_names_nobody_in_full_and_no_number(desk) {
        for (what, claim) in typical(desk) {
            let record = desk.claim(claim);
            let draft: serde_json::Value = serde_json::from_str(&record.content).unwrap();
            for lang in [Lang::Zh, Lang::En] {
                let notice = notice::write(&mut desk.session("reviewer"), claim, lang).unwrap();
                let text = text(&notice);
                for name in ["/claimant/name", "/subject/name"] {
                    let name = draft.pointer(name).and_then(serde_json::Value::as_str).unwrap();
                    assert!(!text.contains(name), "{what}: {name}");
                }
                let mut digits = 0;
                for c in text.replace(&record.number.to_string(), "").chars() {
                    digits = if c.is_ascii_digit() { digits + 1 } else { 0 };
                    assert!(digits < 7, "{what}: a long number in {text}");
                }
                assert!(!text.contains('{'), "{what}: {text}");
            }
        }
    }

    fn whose_line_the_bank_refused_learns_the_reason_and_what_to_do(desk) {
        let claims: Vec<ClaimRef> = [1, 2, 3].map(|n| desk.approved_claim(&ClaimSpec::of(n))).to_vec();
        let batch = sealed(desk, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        let reasons = ["收款户名不符", "系统繁忙", "银行或税务未说明原因"];
        let answer = Answer {
            on: desk.today,
            receipt: "回单0007".to_owned(),
            lines: Lines::Some { paid: vec![], refused: claims.iter().copied().zip(reasons.map(str::to_owned)).collect() },
            expect: None,
        };
        let settled = batches::settle(&mut desk.session("cashier"), batch, &answer).unwrap();
        assert_eq!(settled.outcome.failed, []);
        let told = |claim: ClaimRef, lang: Lang| notice::write(&mut desk.session("reviewer"), claim, lang).unwrap();
        for (claim, zh, en) in [
            (claims[0], "银行没有付成这笔款项，给出的原因是：收款户名不符。", "The bank did not make the payment; the reason it gave: the account is held under another name."),
            (claims[1], "银行没有付成这笔款项，给出的原因是：系统繁忙。", "The bank did not make the payment; the reason it gave: “系统繁忙”."),
            (claims[2], "银行没有付成这笔款项，也没有说明原因。", "The bank did not make the payment and gave no reason."),
        ] {
            let (in_zh, in_en) = (told(claim, Lang::Zh), told(claim, Lang::En));
            assert_eq!((in_zh.reasons[0].text.as_str(), in_en.reasons[0].text.as_str()), (zh, en));
            assert_eq!((in_zh.reasons.len(), in_en.reasons.len()), (1, 1));
            assert_eq!(in_zh.send, ["向银行核对后，您本人名下能够正常收款的银行卡号、开户银行和户名。"]);
            assert_eq!(in_en.send.len(), 1);
            assert!(in_zh.verdict.contains("已经批准，但款项没有付成") && in_en.verdict.contains("the payment was not made"), "{in_zh:?} {in_en:?}");
            assert_eq!(in_zh.next, "请尽快交给您所在的工会。");
        }
        // Where the union pays the contribution itself, no account of the member's is at fault.
        let enrolment = desk.approved_claim(&ClaimSpec::of(4).mode(Method::Full));
        let batch = sealed(desk, Channel::Tax);
        exported(desk, batch, Format::Csv);
        let lines = Lines::Some { paid: vec![], refused: vec![(enrolment, "该人员已参保".to_owned())] };
        batches::settle(&mut desk.session("cashier"), batch, &Answer { lines, ..answer }).unwrap();
        let (in_zh, in_en) = (told(enrolment, Lang::Zh), told(enrolment, Lang::En));
        assert_eq!(in_zh.reasons[0].text, "税务部门没有办成缴费，给出的原因是：该人员已参保。");
        assert_eq!(in_en.reasons[0].text, "The tax office did not take the contribution; the reason it gave: the contribution was paid already.");
        assert_eq!((in_zh.send, in_zh.next.as_str()), (vec![], "请向您所在的工会了解需要更正或补充的内容。"));
    }

    fn whose_other_claim_has_its_money_on_its_way_is_not_asked_to_choose(desk) {
        let paid = desk.approved_claim(&ClaimSpec::of(1));
        let batch = sealed(desk, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        let told = |claim: ClaimRef, lang: Lang| notice::write(&mut desk.session("reviewer"), claim, lang).unwrap();
        // The other parent files the same subject: nothing is left to choose.
        let second = desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
        assert!(desk.claim(second).case.is_some());
        for lang in [Lang::Zh, Lang::En] {
            let notice = told(second, lang);
            assert_eq!(notice.send, Vec::<String>::new(), "{notice:?}");
            assert!(notice.reasons.iter().all(|reason| reason.turn != policy::Turn::Member), "{notice:?}");
            assert!(notice.reasons.iter().any(|reason| reason.clause == "二.4(1)"), "{notice:?}");
        }
        assert!(!text(&told(second, Lang::Zh)).contains("父母双方签名"));
        // Whose money it is hears nothing new.
        assert_eq!(told(paid, Lang::Zh).reasons, []);
    }

    fn who_may_be_the_paid_one_under_another_document_is_asked_for_proof_and_not_for_a_choice(desk) {
        nothing_is_alike(desk);
        enrol(desk, 1, Named::Both);
        let first = papers::file(desk, &[row(1, false, &Paper::of("ANNA SMITH", "护照", "K1234567"))])[0];
        desk.review(first);
        desk.approve(first);
        let batch = sealed(desk, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        let second = papers::file(desk, &[row(1, true, &Paper::of("SMITH ANNA", "护照", "G9876543"))])[0];
        let notice = notice::write(&mut desk.session("reviewer"), second, Lang::Zh).unwrap();
        assert_eq!(notice.send.len(), 1, "{notice:?}");
        assert!(notice.send[0].starts_with("如果两份申报不是为同一个人提出的"), "{notice:?}");
    }

    fn a_notice_is_for_those_who_see_the_claim(desk) {
        let claim = desk.file_claim(&ClaimSpec::of(1).at(UNIT_B));
        let unseen = notice::write(&mut desk.session("reviewer-a"), claim, Lang::Zh);
        assert!(matches!(unseen, Err(workflow::WorkflowError::NotFound { .. })));
    }
}
