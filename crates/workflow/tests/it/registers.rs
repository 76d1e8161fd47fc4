//! The registers: everything in scope page by page, nothing outside it.

use domain::fen::Fen;
use domain::ids::{BulkId, OperatorId};
use domain::role::Action;
use rehearsal::people;
use storage::bulk::{BulkItemRow, BulkRow};
use test_support::{
    COUNTY_A, COUNTY_B, ClaimSpec, Desk, PROVINCE, UNIT_A, UNIT_B, UNIT_C, both_engines,
};
use workflow::views::audit_trail::{self, Trail, TrailEntryView};
use workflow::views::plans::What;
use workflow::views::{Cursor, Page, home, jobs, ledger_entries, plans, unit_list};

/// Every row of a register, read in pages of `limit`.
fn all<T>(limit: usize, mut page: impl FnMut(Option<Cursor>, usize) -> Page<T>) -> Vec<T> {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let found = page(after, limit);
        rows.extend(found.rows);
        match found.next {
            Some(next) => after = Some(next),
            None => return rows,
        }
    }
}

fn trail(desk: &Desk, operator: &str, trail: &Trail, limit: usize) -> Vec<TrailEntryView> {
    let mut session = desk.session(operator);
    all(limit, |after, limit| {
        audit_trail::page(&mut session, trail, after, limit).unwrap()
    })
}

both_engines! {
    fn the_tree_comes_page_by_page_with_the_claims_of_each_union_and_all_below_it(desk) {
        desk.file_claim(&ClaimSpec::of(1));
        desk.file_claim(&ClaimSpec::of(2));
        desk.file_claim(&ClaimSpec::of(3).at(UNIT_B));
        let mut session = desk.session("auditor");
        let rows = all(2, |after, limit| unit_list::page(&mut session, "", after, limit).unwrap());
        let counts: Vec<(&str, i64)> = rows.iter().map(|row| (&*row.code, row.claims.least())).collect();
        assert_eq!(counts, [
            (PROVINCE, 3), ("HN4301", 2), (COUNTY_A, 2), (UNIT_A, 2), (UNIT_C, 0),
            ("HN4302", 1), (COUNTY_B, 1), (UNIT_B, 1),
        ]);
        assert_eq!(rows[3].parent.as_deref(), Some("芙蓉区总工会"));
        let named = unit_list::page(&mut session, "第二小学", None, 10).unwrap().rows;
        assert_eq!(named.len(), 1);
        assert_eq!(unit_list::page(&mut session, "%", None, 10).unwrap().rows.len(), 0);
    }

    fn a_countys_operator_sees_no_union_beside_or_above_it(desk) {
        let mut session = desk.session("clerk-a");
        let rows = all(1, |after, limit| unit_list::page(&mut session, "", after, limit).unwrap());
        let codes: Vec<&str> = rows.iter().map(|row| &*row.code).collect();
        assert_eq!(codes, [COUNTY_A, UNIT_A, UNIT_C]);
        assert_eq!(rows[0].parent, None, "the name of a union above the scope");
    }

    fn a_budget_shows_what_an_approval_has_used(desk) {
        desk.approved_claim(&ClaimSpec::of(1));
        let mut session = desk.session("accountant");
        let rows = all(1, |after, limit| plans::page(&mut session, "", after, limit).unwrap());
        assert!(rows.iter().any(|row| matches!(row.what, What::Plan { .. })));
        let used: i64 = rows.iter().map(|row| match row.what {
            What::Budget { used, .. } => used.get(),
            What::Plan { .. } => 0,
        }).sum();
        assert_eq!(used, 40_000);
        let below = plans::page(&mut session, UNIT_A, None, 100).unwrap().rows;
        assert!(!below.is_empty() && below.iter().all(|row| row.unit_code == UNIT_A));
        let mut session = desk.session("clerk-a");
        let own = plans::page(&mut session, "", None, 100).unwrap().rows;
        assert!(!own.is_empty() && own.iter().all(|row| row.unit_code == UNIT_A));
        assert_eq!(plans::page(&mut session, UNIT_B, None, 100).unwrap_err().code(), "unknown-unit");
    }

    fn postings_come_newest_first_and_add_up_to_the_balances(desk) {
        desk.approved_claim(&ClaimSpec::of(1));
        desk.approved_claim(&ClaimSpec::of(2).at(UNIT_B));
        let mut session = desk.session("accountant");
        let rows = all(1, |after, limit| ledger_entries::page(&mut session, "", after, limit).unwrap());
        assert_eq!(rows.len(), 4);
        assert!(rows.windows(2).all(|pair| pair[0].at >= pair[1].at));
        assert!(rows.iter().all(|row| row.number.is_some()));
        for (account, balance) in ledger_entries::accounts(&mut session, "").unwrap().accounts {
            let sum: i64 = rows.iter().filter(|row| row.account == account).map(|row| row.amount.get()).sum();
            assert_eq!(balance, Fen::new(sum), "{account:?}");
        }
        let at_b = ledger_entries::page(&mut session, UNIT_B, None, 100).unwrap().rows;
        assert_eq!(at_b.len(), 2);
        let own = ledger_entries::page(&mut desk.session("approver-a"), "", None, 100).unwrap().rows;
        assert_eq!(own.len(), 2);
        assert!(own.iter().all(|row| row.unit_name == desk.unit(UNIT_A).name));
    }

    fn the_log_loses_and_repeats_no_entry_whatever_the_page(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        desk.file_all(&[ClaimSpec::of(2), ClaimSpec::of(3), ClaimSpec::of(4).at(UNIT_B)]);
        workflow::audit::events::log_alone(&mut desk.session("auditor"), "login", &serde_json::json!({})).unwrap();
        let whole = trail(desk, "auditor", &Trail::All, 1000);
        let stored = storage::audit::count(&mut desk.open()).unwrap()
            + i64::try_from(storage::audit::events(&mut desk.open()).unwrap().len()).unwrap();
        assert_eq!(i64::try_from(whole.len()).unwrap(), stored);
        for limit in [1, 2, 3] {
            assert_eq!(trail(desk, "auditor", &Trail::All, limit), whole, "pages of {limit}");
        }
        let number = desk.claim(claim).number;
        let of_claim = trail(desk, "auditor", &Trail::Subject(number), 2);
        assert!(!of_claim.is_empty());
        assert!(of_claim.iter().all(|entry| entry.claim == Some(claim)));
        let of_approver = trail(desk, "auditor", &Trail::Actor("approver".to_owned()), 1);
        assert_eq!(of_approver.len(), whole.iter().filter(|entry| entry.by == "approver").count());
        assert!(!of_approver.is_empty());
    }

    fn the_log_is_for_those_who_audit(desk) {
        let page = |operator, trail| audit_trail::page(&mut desk.session(operator), &trail, None, 10);
        assert_eq!(page("clerk", Trail::All).unwrap_err().code(), "forbidden");
        let nobody = Trail::Actor("nobody".to_owned());
        assert_eq!(page("auditor", nobody).unwrap_err().code(), "unknown-operator");
    }

    fn an_auditor_of_a_county_reads_nothing_of_other_counties(desk) {
        let own = desk.file_claim(&ClaimSpec::of(1));
        let other = desk.file_claim(&ClaimSpec::of(2).at(UNIT_B));
        let sql = "UPDATE operators SET role = 'auditor' WHERE name = 'reviewer-a'";
        storage::execute_raw(&mut desk.open(), sql).unwrap();
        let rows = trail(desk, "reviewer-a", &Trail::All, 2);
        assert!(rows.iter().any(|row| row.claim == Some(own)));
        assert!(rows.iter().all(|row| row.claim != Some(other)));
        let about = Trail::Subject(desk.claim(other).number);
        let refused = audit_trail::page(&mut desk.session("reviewer-a"), &about, None, 10);
        assert_eq!(refused.unwrap_err().code(), "not-found");
    }

    fn an_act_that_was_cut_off_is_among_the_jobs_with_what_is_left(desk) {
        let claims = [desk.reviewed_claim(&ClaimSpec::of(1)), desk.reviewed_claim(&ClaimSpec::of(2))];
        let approver: OperatorId = desk.session("approver").ctx.actor.id;
        let id = BulkId(desk.installation.effects.uuid());
        let act = BulkRow {
            id: id.into(),
            action: Action::Approve.code().to_owned(),
            made_by: approver.into(),
            request: "{}".to_owned(),
            state: "running".to_owned(),
            item_count: 2,
            total_fen: 80_000,
            started_at: desk.installation.effects.now().0,
            finished_at: None,
            revision: 0,
        };
        let items = claims.iter().zip(0..).map(|(claim, position)| BulkItemRow {
            subject_id: claim.subject.into(),
            bulk_id: id.into(),
            claim_id: claim.id.into(),
            position,
            state: if position == 0 { "done" } else { "open" }.to_owned(),
            code: None,
            message: None,
        }).collect();
        storage::bulk::begin(&mut desk.open(), &act, &items).unwrap();
        let found = jobs::list(&mut desk.session("approver2")).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].by, "approver");
        let jobs::JobKind::Bulk { claims, left, total, .. } = &found[0].what else { panic!("{found:?}") };
        assert_eq!((*claims, *left, *total), (2, 1, Fen::new(80_000)));
        assert!(jobs::list(&mut desk.session("clerk-a")).unwrap().is_empty());
    }

    fn home_counts_new_claims_by_day_and_money_by_the_parts_of_the_tree(desk) {
        desk.approved_claim(&ClaimSpec::of(1));
        desk.file_claim(&ClaimSpec::of(2).at(UNIT_B));
        let view = home::show(&mut desk.session("auditor")).unwrap();
        assert_eq!(view.days.len(), 30);
        assert_eq!(view.days.last(), Some(&(desk.today, 2)));
        let parts: Vec<(&str, i64, i64)> = view.parts.iter()
            .map(|part| (&*part.name, part.claims, part.approved.get()))
            .collect();
        assert_eq!(parts, [("长沙市总工会", 1, 40_000), ("株洲市总工会", 1, 0)]);
        let own = home::show(&mut desk.session("clerk-a")).unwrap();
        let parts: Vec<&str> = own.parts.iter().map(|part| &*part.name).collect();
        assert_eq!(parts, ["芙蓉区第一小学工会", "芙蓉区第二小学工会"]);
    }
}

mod people_found {
    use super::*;
    use workflow::views::person::{self, PersonRowView, Seek};
    use workflow::views::{Lang, person_words};

    fn find(desk: &Desk, operator: &str, text: &str) -> Vec<PersonRowView> {
        let seek = Seek::parse(text, desk.today).unwrap();
        let mut session = desk.session(operator);
        all(1, |after, limit| {
            person::find(&mut session, &seek, after, limit).unwrap()
        })
    }

    /// The child of [`ClaimSpec::of`]` n` under another name.
    fn named(desk: &Desk, n: u64, name: &str) -> domain::ids::ClaimRef {
        let mut session = desk.session("clerk");
        let mut draft = ClaimSpec::of(n).draft(desk.today);
        draft.subject.name = name.to_owned();
        let row = desk.prepare_draft(&mut session, UNIT_A, draft);
        let filed = workflow::intake::submit::promote(
            &mut session.db,
            &session.ctx,
            child_premium::ID,
            vec![row],
        );
        filed.unwrap()[0].claim().unwrap()
    }

    both_engines! {
        fn a_person_is_found_by_whole_number_name_sound_and_initials(desk) {
            let claim = named(desk, 1, "曾单晓乐");
            named(desk, 2, "阿卜杜拉·买买提");
            for text in ["曾单晓乐", "曾单", "zengshanxiaole", "zengdanxiaole", "cengdan", "zsxl", "Zeng Shan"] {
                let found = find(desk, "reviewer", text);
                assert_eq!(found.len(), 1, "{text}");
                assert_eq!(found[0].id, claim.subject, "{text}");
                assert_eq!((found[0].as_subject, found[0].as_member), (1, 0));
            }
            assert_eq!(find(desk, "reviewer", &people::child(1).id)[0].id, claim.subject);
            assert_eq!(find(desk, "reviewer", "阿卜杜拉·买").len(), 1);
            assert_eq!(find(desk, "reviewer", "abudula").len(), 1);
            assert!(find(desk, "reviewer", "zsxx").is_empty());
        }

        fn nobody_outside_the_scope_is_found_or_shown(desk) {
            let other = desk.file_claim(&ClaimSpec::of(3).at(UNIT_B));
            let number = people::child(3).id;
            assert_eq!(find(desk, "clerk", &number).len(), 1);
            assert!(find(desk, "clerk-a", &number).is_empty());
            let refused = person::card(&mut desk.session("clerk-a"), other.subject);
            assert_eq!(refused.unwrap_err().code(), "not-found");
        }

        fn the_claim_search_takes_letters_too(desk) {
            use workflow::views::claims::{ClaimFilter, Search, page};
            let claim = named(desk, 1, "解小东");
            let search = Search::parse("xiexiaodong", desk.today);
            let filter = ClaimFilter { search, ..ClaimFilter::default() };
            let rows = page(&mut desk.session("reviewer"), &filter, None, 10).unwrap().rows;
            assert_eq!(rows.len(), 1);
            assert_eq!(rows[0].id, claim);
        }

        fn a_card_tells_years_and_family_and_is_logged(desk) {
            let claim = desk.approved_claim(&ClaimSpec::of(1));
            let card = person::card(&mut desk.session("reviewer"), claim.subject).unwrap();
            assert_eq!(card.as_subject.len(), 1);
            assert_eq!(card.as_subject[0].payable, Fen::new(40_000));
            assert_eq!(card.parents.len(), 1);
            assert_eq!(card.parents[0].name, people::member(1).name);
            let year = card.years.iter().find(|year| year.year == desk.year).unwrap();
            assert_eq!(year.taken_by.as_deref(), Some(&*desk.unit(UNIT_A).name));
            assert!(card.numbers.iter().all(|number| number.masked.contains('*')));
            let member = card.parents[0].id;
            let parent = person::card(&mut desk.session("reviewer"), member).unwrap();
            assert_eq!(parent.subjects.len(), 1);
            assert_eq!(parent.memberships.len(), 1);
            assert!(parent.years.is_empty(), "a member is no child");
            let events = storage::audit::events(&mut desk.open()).unwrap();
            let logged: Vec<_> = events.iter().filter(|event| event.action == person::PERSON_SHOW).collect();
            assert_eq!(logged.len(), 2);
            assert!(logged[0].detail.contains(&card.id.to_string()));
            let checked = workflow::audit::verify(&mut desk.session("auditor")).unwrap();
            assert!(checked.first_bad.is_none(), "{checked:?}");
        }

        fn another_unions_claim_names_the_union_and_nobody_else(desk) {
            let own = desk.file_claim(&ClaimSpec::of(1));
            desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
            let card = person::card(&mut desk.session("clerk-a"), own.subject).unwrap();
            assert_eq!(card.as_subject.len(), 2);
            let other = card.as_subject.iter().find(|claim| claim.claim.is_none()).unwrap();
            assert_eq!(other.unit_name, desk.unit(UNIT_B).name);
            assert_eq!((&other.other, &other.number), (&None, &None));
            assert_eq!(card.parents.len(), 1, "the other parent is outside the scope");
            for lang in [Lang::Zh, Lang::En] {
                let said: String = person_words::words(&card, lang).into_iter().flat_map(|part| part.lines).collect();
                assert!(!said.contains(&people::spouse(1).name), "{said}");
                assert!(!said.contains(&people::child(1).id), "{said}");
            }
        }
    }
}
