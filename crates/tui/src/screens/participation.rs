//! Who takes part in a scheme of those who may, union by union, and what its fund took in and paid out.

use super::table::{Column, Table, plain};
use super::{
    AnswerOf, Asked, Commands, Frame, Go, Missing, Route, Screen, inner_width, narrowed, rows_below,
};
use crate::commands::{Command, on, quiet};
use crate::i18n::Texts;
use crate::keys::Key::{Char, Enter};
use crate::line::{Line, Tone};
use crate::list::{Headed, PAGE_ROWS};
use crate::model::Model;
use crate::orders::{ANALYSIS, FILE, INSTITUTION, INSTITUTIONS, MAKE_UP, MOVES, SETTLEMENTS};
use domain::fen::Fen;
use workflow::participation::{self, About, Coverage, Fund, UnionUptake, Uptake};
use workflow::{Result, Session};

/// Lines above the unions.
const HEAD_ROWS: usize = 5;

/// Coverage and fund of a scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participation;

/// What stands above the unions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// Coverage of the whole scope.
    pub coverage: Coverage,
    /// The fund, as far as the scope reaches.
    pub fund: Fund,
}

impl Screen for Participation {
    type State = Headed<Scheme, UnionUptake>;
    type Wanted = String;

    fn wanted(&self, model: &Model) -> Option<String> {
        Some(model.screens.participation.list.narrowed.clone())
    }

    fn read(session: &mut Session, asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        let about = About {
            scheme: Some(asked.wanted).filter(|id| !id.is_empty()),
            ..About::programme(&participation::fed(session)?)
        };
        let (coverage, page) =
            participation::coverage_page(session, &about, asked.after, PAGE_ROWS)?;
        // The first page brings the sums.
        let head = match asked.after {
            None => {
                let fund = participation::fund(session, &about)?;
                Some(Box::new(Scheme { coverage, fund }))
            }
            Some(_) => None,
        };
        Ok((head, page))
    }

    fn adds_up() -> bool {
        true
    }

    fn go() -> Option<(Self, Go)> {
        let go = Go::new('e', "go-participation", "participation coverage");
        Some((Self, Go { fed: true, ..go }))
    }

    fn commands() -> Commands {
        const {
            &[&[
                on(
                    Command::Open,
                    &[Enter],
                    "cmd-missing",
                    "participation missing --unit CODE",
                ),
                on(
                    Command::Narrow,
                    &[Char('/')],
                    "cmd-scheme",
                    "participation coverage --scheme ID",
                ),
                quiet(
                    MAKE_UP,
                    &[Char('m')],
                    "cmd-make-up",
                    "participation make-up",
                ),
                quiet(
                    INSTITUTION,
                    &[Char('b')],
                    "cmd-institution",
                    "institution set",
                ),
                quiet(
                    SETTLEMENTS,
                    &[Char('s')],
                    "cmd-settlements",
                    "settlement waiting",
                ),
                quiet(MOVES, &[Char('v')], "cmd-moves", "participation changes"),
                quiet(
                    INSTITUTIONS,
                    &[Char('i')],
                    "cmd-institutions",
                    "institution list",
                ),
                quiet(ANALYSIS, &[Char('w')], "cmd-analysis", "analysis"),
                quiet(FILE, &[Char('f')], "cmd-settlement-file", "settlement file"),
            ]]
        }
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let t = |key: &str| texts.t(key);
        let list = &model.screens.participation.list;
        let width = inner_width(model.size);
        let mut columns = vec![
            Column::new(t("col-unit"), 30),
            Column::sum(t("col-eligible"), 8),
            Column::sum(t("col-insured"), 8),
            Column::sum(t("col-missing"), 8),
            Column::sum(t("col-ratio"), 9),
        ];
        if model.is_wide() {
            columns.extend([
                Column::sum(t("col-needed"), 8),
                Column::sum(t("col-joined"), 6),
                Column::sum(t("col-leavers"), 6),
                Column::sum(t("col-replaced"), 8),
            ]);
        }
        let table = Table::new(width, columns);
        Frame::list(
            model,
            self.rows(model.size),
            t("title-participation"),
            head(model),
            &table,
            list,
            |unit| {
                let uptake = unit.uptake;
                let tone = match (uptake.counted, uptake.is_enough()) {
                    (false, _) => Tone::Dim,
                    (true, true) => Tone::Good,
                    (true, false) => Tone::Bad,
                };
                let mut cells = vec![
                    plain(&unit.name),
                    plain(uptake.eligible.to_string()),
                    plain(uptake.insured.to_string()),
                    (unit.missing().to_string(), tone),
                    (percent(uptake.ratio_bp()), tone),
                ];
                if model.is_wide() {
                    let counts = [unit.joined, unit.left, unit.replaced];
                    let required = uptake.required().map(|count| count.to_string());
                    cells.push(plain(required.unwrap_or_else(|| "-".to_owned())));
                    cells.extend(counts.map(|count| plain(count.to_string())));
                }
                (cells, ' ')
            },
        )
    }

    fn rows(&self, size: (usize, usize)) -> usize {
        rows_below(size, HEAD_ROWS, 0)
    }

    fn open(&self, model: &Model) -> Option<Route> {
        let shown = &model.screens.participation;
        let unit = shown.list.current()?;
        let scheme = shown.head.as_ref()?.coverage.scheme.clone();
        let missing = Missing {
            scheme,
            unit: unit.code.clone(),
        };
        Some(missing.into())
    }

    fn narrowing<'m>(&self, model: &'m Model) -> (&'static str, &'m str) {
        ("ask-scheme", &model.screens.participation.list.narrowed)
    }

    fn narrow(&self, model: &mut Model, typed: &str) -> std::result::Result<(), &'static str> {
        let list = &mut model.screens.participation.list;
        typed.clone_into(&mut list.narrowed);
        list.home();
        Ok(())
    }
}

fn percent(bp: Option<u64>) -> String {
    bp.map(|bp| format!("{}.{:02}%", bp / 100, bp % 100))
        .unwrap_or_default()
}

fn head(model: &Model) -> Vec<Line> {
    let texts = &model.texts;
    let shown = &model.screens.participation;
    let mut lines = vec![narrowed(model, &shown.list, "participation-head")];
    if let Some(Scheme { coverage, fund }) = &shown.head {
        lines.extend([
            Line::new().add(&covered(texts, coverage), Tone::Title),
            Line::new().add(&counted(texts, coverage), short(coverage)),
        ]);
        lines.extend(funded(texts, fund, inner_width(model.size)));
    }
    lines.resize(HEAD_ROWS, Line::new());
    lines
}

fn covered(texts: &Texts, coverage: &Coverage) -> String {
    let all = Uptake {
        insured: coverage.insured,
        eligible: coverage.eligible,
        needed: 0,
        counted: true,
    };
    let args = [
        ("scheme", coverage.scheme.clone()),
        ("eligible", coverage.eligible.to_string()),
        ("insured", coverage.insured.to_string()),
        ("ratio", percent(all.ratio_bp())),
        ("day", coverage.as_of.to_string()),
    ];
    texts.with(
        "participation-covered",
        &args.each_ref().map(|(name, value)| (*name, value.as_str())),
    )
}

fn counted(texts: &Texts, coverage: &Coverage) -> String {
    let (counted, short) = (coverage.counted.to_string(), coverage.short.to_string());
    texts.with(
        "participation-counted",
        &[("counted", &counted), ("short", &short)],
    )
}

fn short(coverage: &Coverage) -> Tone {
    if coverage.short == 0 {
        Tone::Good
    } else {
        Tone::Warn
    }
}

/// The fund's sums, none of them cut.
fn funded(texts: &Texts, fund: &Fund, width: usize) -> Vec<Line> {
    let sums: [(&str, Fen); 4] = [
        ("participation-contributions", fund.contributions),
        ("participation-made", fund.made_up),
        ("participation-paid", fund.paid_out),
        ("participation-left", fund.left()),
    ];
    super::sums(
        width,
        2,
        &sums.map(|(label, sum)| (texts.t(label), sum.to_string())),
    )
}
