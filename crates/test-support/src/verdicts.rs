//! What was decided of claims, as it is stored and as somebody reads it, and acts on a day of the test's choice.

use crate::{ClaimSpec, Desk};
use child_premium::Method;
use child_premium::claim::PremiumForm;
use chrono::NaiveDate;
use domain::claim::Checks;
use domain::decision::{Decision, Severity, Verdict};
use domain::draft::ClaimDraft;
use domain::ids::ClaimRef;
use storage::plans::UnitPlan;
use workflow::intake::submit::{self, Prepared};
use workflow::review::decide::{self, Outcome};
use workflow::views::{Lang, claim_detail};
use workflow::{Session, audit};

impl Desk {
    /// A row that says something of its own, ready to file.
    pub fn prepare_changed(
        &self,
        session: &mut Session,
        spec: &ClaimSpec,
        change: &dyn Fn(&mut ClaimDraft),
    ) -> Prepared {
        let mut row = self.prepare(session, spec);
        change(&mut row.draft);
        row
    }

    /// Files a row that says something of its own on a day.
    ///
    /// # Panics
    /// When the row makes no claim.
    pub fn file_on(
        &self,
        on: NaiveDate,
        spec: &ClaimSpec,
        change: &dyn Fn(&mut ClaimDraft),
    ) -> ClaimRef {
        let mut clerk = self.session_on(&spec.clerk, on);
        let row = self.prepare_changed(&mut clerk, spec, change);
        let rows = vec![row];
        let filed = submit::promote(&mut clerk.db, &clerk.ctx, child_premium::ID, rows).unwrap();
        filed[0]
            .claim()
            .unwrap_or_else(|| panic!("the row made no claim: {filed:?}"))
    }

    /// The last decision of a claim.
    pub fn decision(&self, claim: ClaimRef) -> Decision {
        let last = self.claim(claim).decision.into();
        let row = storage::history::decision(&mut self.open(), claim.subject, last).unwrap();
        serde_json::from_str(&row.body).unwrap()
    }

    /// The stored verdict, and the codes of the last decision that stop the claim.
    pub fn stored(&self, claim: ClaimRef) -> (Verdict, Vec<String>) {
        let conditions = self.decision(claim).conditions.into_iter();
        let stops = conditions.filter(|found| found.severity >= Severity::Review);
        (
            self.claim(claim).verdict,
            stops.map(|found| found.code).collect(),
        )
    }

    /// Code and sentence of what stops a claim, as an operator reads it on a day.
    pub fn told(&self, operator: &str, on: NaiveDate, claim: ClaimRef) -> Vec<(String, String)> {
        let mut session = self.session_on(operator, on);
        let detail = claim_detail::show(&mut session, claim, Lang::Zh).unwrap();
        let stops = detail
            .findings
            .into_iter()
            .filter(|found| found.severity >= Severity::Review);
        stops.map(|found| (found.code, found.sentence)).collect()
    }

    /// `reviewer` records the checks on a day.
    ///
    /// # Panics
    /// When the claim cannot be reviewed.
    pub fn review_on(&self, on: NaiveDate, claim: ClaimRef) {
        let registry = &self.installation.registry;
        let programme = registry.find(&self.claim(claim).programme).unwrap();
        let checks = Checks::of(programme.checks().iter().map(|spec| spec.code));
        let mut reviewer = self.session_on("reviewer", on);
        let reason = Some("资料齐全，同意");
        let outcome = decide::review(&mut reviewer, &[claim], &checks, reason).unwrap();
        assert_eq!(outcome.failed, []);
    }

    /// `approver` approves from union funds on a day, or is refused.
    pub fn approve_on(&self, on: NaiveDate, claim: ClaimRef) -> Outcome {
        let mut approver = self.session_on("approver", on);
        decide::approve(&mut approver, &[claim], None).unwrap()
    }

    /// The period of 2027 is open, and these unions have a plan in it.
    pub fn open_2027(&self, units: &[&str]) {
        let mut db = self.open();
        storage::execute_raw(
            &mut db,
            "UPDATE periods SET state = 'open' WHERE benefit_year = 2027",
        )
        .unwrap();
        for unit in units {
            let plan = UnitPlan {
                unit_id: self.unit(unit).id,
                programme: child_premium::ID.to_owned(),
                benefit_year: 2027,
                method: Method::Reimburse.spec().method(),
                amount: None,
                ratio_bp: Some(10_000),
                minutes: "纪要〔2026〕20号".to_owned(),
                updated_at: 0,
                revision: 0,
            };
            db.write(|db| storage::plans::put(db, &plan)).unwrap();
        }
        self.vouch();
    }

    /// Everything that can be verified is in order.
    ///
    /// # Panics
    /// When it is not.
    pub fn verify(&self) {
        let verified = audit::verify(&mut self.session("auditor")).unwrap();
        assert_eq!(verified.first_bad, None);
    }
}

/// A test changes what the form of a claim says.
pub trait PremiumMut {
    /// The form.
    fn premium_mut(&mut self) -> &mut PremiumForm;
}

impl PremiumMut for ClaimDraft {
    fn premium_mut(&mut self) -> &mut PremiumForm {
        self.form.get_mut().unwrap()
    }
}
