//! What the first screen tells a role to do next: how much waits, and the keys that lead there.

use crate::i18n::Texts;
use crate::line::{Line, Tone};
use crate::model::Me;
use domain::batch::BatchState;
use domain::claim::StateName;
use domain::fen::Fen;
use domain::role::Action;
use workflow::views::CappedCount;
use workflow::views::home::HomeView;

/// Something that waits for the operator.
struct Next {
    /// The screen that shows it, as its chord.
    chord: &'static str,
    /// The key of its sentence.
    says: &'static str,
    /// How many.
    count: String,
    /// Their sum, where they are about money.
    sum: Option<Fen>,
}

/// A line for each thing that waits for this role; one that says so where nothing does.
pub(super) fn lines(texts: &Texts, me: &Me, view: &HomeView) -> Vec<Line> {
    let next = waiting(me, view);
    if next.is_empty() {
        return vec![Line::new().add(&texts.t("home-next-nothing"), Tone::Good)];
    }
    next.iter()
        .map(|one| {
            let sum = one.sum.map(|sum| sum.to_string()).unwrap_or_default();
            let told = texts.with(one.says, &[("count", &one.count), ("sum", &sum)]);
            Line::new()
                .left(one.chord, 4, Tone::Key)
                .add(&told, Tone::Plain)
        })
        .collect()
}

fn waiting(me: &Me, view: &HomeView) -> Vec<Next> {
    let may = |action| me.role.may(action);
    let claims = |state: StateName| {
        let found = view.states.iter().find(|(of, ..)| *of == state);
        found.map_or((0, Fen::ZERO), |(_, count, sum)| (*count, *sum))
    };
    let batches = |state: BatchState| {
        let found = view.batches.iter().find(|(of, ..)| *of == state);
        found.map_or((0, Fen::ZERO), |(_, count, sum)| (*count, *sum))
    };
    let money = |(count, sum): (i64, Fen)| (count.to_string(), count, Some(sum));
    let number = |count: CappedCount| (count.to_string(), count.least(), None);
    let returned = claims(StateName::Returned).0;
    let to_batch = view
        .to_batch
        .map_or((0, Fen::ZERO), |sum| (sum.count, sum.total));
    let seconds = may(Action::SecondPlans) || may(Action::Administer);
    let all = [
        (
            may(Action::ImportClaims),
            "g c",
            "home-next-mend",
            (returned.to_string(), returned, None),
        ),
        (
            may(Action::Review),
            "g c",
            "home-next-review",
            money(claims(StateName::Submitted)),
        ),
        (
            may(Action::Approve),
            "g c",
            "home-next-approve",
            money(claims(StateName::Reviewed)),
        ),
        (
            may(Action::ResolveDuplicate),
            "g d",
            "home-next-cases",
            number(view.open_cases),
        ),
        (
            may(Action::Batch),
            "g w",
            "home-next-batch",
            money(to_batch),
        ),
        (
            may(Action::Batch),
            "g b",
            "home-next-seal",
            money(batches(BatchState::Draft)),
        ),
        (
            may(Action::SignBatch),
            "g b",
            "home-next-sign",
            money(batches(BatchState::Sealed)),
        ),
        (
            may(Action::Pay),
            "g b",
            "home-next-export",
            money(batches(BatchState::Sealed)),
        ),
        (
            may(Action::Pay),
            "g b",
            "home-next-settle",
            money(batches(BatchState::Exported)),
        ),
        (seconds, "g a", "home-next-changes", number(view.changes)),
    ];
    all.into_iter()
        .filter(|(wanted, _, _, (_, least, _))| *wanted && *least > 0)
        .map(|(_, chord, says, (count, _, sum))| Next {
            chord,
            says,
            count,
            sum,
        })
        .collect()
}
