//! Which claims are stopped before they are paid: by the matcher's review line, or because a married couple claims for
//! children of one birth whose papers do not prove that they are two.

use super::families::Labelled;
use super::files;
use super::papers::{self, Couple, Filed, Kind};
use anyhow::{Context, Result};
use domain::identity::{IdentityKind, IdentityNumber, are_of_one_birth, are_two_people};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

/// At least so many of a hundred planted pairs of every kind are to be stopped.
const PLANTED_LEAST: f64 = 98.0;
/// At most so many of a hundred clean claims may be.
const CLEAN_MOST: f64 = 1.0;
/// Cells of a row.
const ID: usize = 1;
const CERTIFICATE: usize = 4;
const PARENT_ID: usize = 6;

/// Counts of one kind: pairs of planted ones, claims of clean ones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    all: usize,
    by_matcher: usize,
    by_couple: usize,
    stopped: usize,
}

impl Counts {
    fn add(&mut self, by_matcher: bool, by_couple: bool) {
        self.all += 1;
        self.by_matcher += usize::from(by_matcher);
        self.by_couple += usize::from(by_couple);
        self.stopped += usize::from(by_matcher || by_couple);
    }

    fn percent(self) -> f64 {
        100.0 * self.stopped as f64 / self.all.max(1) as f64
    }
}

/// Writes the labelled claims with the couples' behind them.
///
/// # Errors
/// The file cannot be written.
pub fn write(labelled: &Labelled, couples: &[Couple], path: &Path) -> Result<()> {
    let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    let mut file = BufWriter::new(file);
    writeln!(file, "{}", files::CLAIMS_HEADER)?;
    let planted = couples.iter().flat_map(|couple| &couple.claims);
    let rows = labelled.claims.iter().map(|claim| &claim.row);
    for (at, row) in rows.chain(planted.map(|claim| &claim.row)).enumerate() {
        writeln!(file, "{},{row}", files::id(at))?;
    }
    file.into_inner()?;
    Ok(())
}

/// The pairs at or above the matcher's review line, by the places of their claims in the file.
pub struct Reviewed {
    pairs: HashSet<(usize, usize)>,
    partners: HashMap<usize, Vec<usize>>,
}

impl Reviewed {
    /// Reads `claim_id_a,claim_id_b,score`, handed over from the review line on.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(path: &Path) -> Result<Self> {
        let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        let (mut pairs, mut partners) = (HashSet::new(), HashMap::new());
        for line in BufReader::new(file).lines().skip(1) {
            let line = line?;
            let mut places = line.split(',').take(2).filter_map(files::place);
            let (Some(a), Some(b)) = (places.next(), places.next()) else {
                continue;
            };
            pairs.insert((a.min(b), a.max(b)));
            for (one, other) in [(a, b), (b, a)] {
                partners.entry(one).or_insert_with(Vec::new).push(other);
            }
        }
        Ok(Self { pairs, partners })
    }

    fn pair(&self, a: usize, b: usize) -> bool {
        self.pairs.contains(&(a.min(b), a.max(b)))
    }

    fn any(&self, claim: usize) -> bool {
        self.partners.contains_key(&claim)
    }
}

/// Whether the claims of a couple stop each other, whatever their children are called.
fn is_stopped(a: &Filed, b: &Filed, parents: &[IdentityNumber]) -> bool {
    are_of_one_birth(a.born, b.born) && !are_two_people(&a.documents, &b.documents, parents)
}

/// Counts the planted and the clean couples, kind by kind.
pub fn count(couples: &[Couple], before: usize, reviewed: &Reviewed) -> Vec<(Kind, Counts)> {
    let mut counts: Vec<(Kind, Counts)> = Kind::ALL.map(|kind| (kind, Counts::default())).to_vec();
    for (at, couple) in couples.iter().enumerate() {
        let Some((kind, counts)) = counts.iter_mut().find(|(kind, _)| *kind == couple.kind) else {
            continue;
        };
        let [a, b] = &couple.claims;
        let by_couple = is_stopped(a, b, &couple.parents);
        let (first, second) = (before + 2 * at, before + 2 * at + 1);
        if kind.is_planted() {
            counts.add(reviewed.pair(first, second), by_couple);
        } else {
            counts.add(reviewed.any(first), by_couple);
            counts.add(reviewed.any(second), by_couple);
        }
    }
    counts
}

/// Counts the labelled claims of children that are claimed once and have a number that can be filed: clean ones in their
/// natural mix, with their edits.
pub fn count_labelled(labelled: &Labelled, reviewed: &Reviewed) -> Counts {
    let claims = &labelled.claims;
    let mut times: HashMap<u32, usize> = HashMap::new();
    let mut births: BTreeMap<(u32, u8), Vec<usize>> = BTreeMap::new();
    for (at, claim) in claims.iter().enumerate() {
        *times.entry(claim.child).or_default() += 1;
        if claim.twins != 0 {
            births
                .entry((claim.family, claim.twins))
                .or_default()
                .push(at);
        }
    }
    let documents = |at: usize| -> Vec<IdentityNumber> {
        let kinds = [
            (ID, IdentityKind::ResidentId),
            (CERTIFICATE, IdentityKind::BirthCertificate),
        ];
        let cell = |cell: usize| claims[at].row.split(',').nth(cell).unwrap_or("").to_owned();
        let numbers = kinds.map(|(place, kind)| papers::read(&(kind, cell(place))));
        numbers.into_iter().flatten().collect()
    };
    let parents = |at: usize| {
        let cell = claims[at].row.split(',').nth(PARENT_ID).unwrap_or("");
        papers::read(&(IdentityKind::ResidentId, cell.to_owned()))
    };
    let mut counts = Counts::default();
    for (at, claim) in claims.iter().enumerate() {
        let own = documents(at);
        if times.get(&claim.child) != Some(&1) || own.is_empty() {
            continue;
        }
        let twins = births
            .get(&(claim.family, claim.twins))
            .into_iter()
            .flatten();
        let by_couple = twins
            .filter(|other| claims[**other].child != claim.child)
            .any(|other| {
                let theirs = documents(*other);
                let parents: Vec<IdentityNumber> =
                    [at, *other].into_iter().filter_map(parents).collect();
                !theirs.is_empty() && !are_two_people(&own, &theirs, &parents)
            });
        counts.add(reviewed.any(at), by_couple);
    }
    counts
}

/// The table, with what it is held against.
pub fn table(kinds: &[(Kind, Counts)], labelled: Counts) -> String {
    let mut text = String::new();
    let mut line = |words: &str, counts: Counts, good: bool| {
        let Counts {
            all,
            by_matcher,
            by_couple,
            stopped,
        } = counts;
        let mark = if good { "" } else { "  MISSED" };
        let _ = write!(
            text,
            "\n{words:<36}{all:>8}{by_matcher:>9}{by_couple:>9}{stopped:>9}{:>8.2}%{mark}",
            counts.percent()
        );
    };
    let mut clean = Counts::default();
    for (kind, counts) in kinds.iter().filter(|(kind, _)| kind.is_planted()) {
        line(kind.words(), *counts, counts.percent() >= PLANTED_LEAST);
    }
    for (kind, counts) in kinds.iter().filter(|(kind, _)| !kind.is_planted()) {
        line(kind.words(), *counts, counts.percent() <= CLEAN_MOST);
        clean.all += counts.all;
        clean.by_matcher += counts.by_matcher;
        clean.by_couple += counts.by_couple;
        clean.stopped += counts.stopped;
    }
    line(
        "all of these families",
        clean,
        clean.percent() <= CLEAN_MOST,
    );
    line(
        "the set's children claimed once",
        labelled,
        labelled.percent() <= CLEAN_MOST,
    );
    format!(
        "{:<36}{:>8}{:>9}{:>9}{:>9}{:>9}{text}\n\
         One child under two papers, claimed by both of a couple: pairs, and those stopped before payment (to be at least {PLANTED_LEAST} %).\n\
         From \"twins\" on: claims for children claimed once, and those stopped for nothing (to be at most {CLEAN_MOST} %).\n\
         matcher: at or above its review line; couple: one birth, and no two numbers of one kind and issuer that prove two children",
        "stopped before payment", "of", "matcher", "couple", "either", "share"
    )
}

#[cfg(test)]
mod tests {
    use super::super::families::Generator;
    use super::super::papers::couples;
    use super::*;

    const YEAR: i32 = 2025;

    fn drawn() -> (Labelled, Vec<Couple>) {
        let labelled = Generator::new(4, YEAR).unwrap().run(2_000).unwrap();
        let couples = couples(&labelled, 4, YEAR, 60).unwrap();
        (labelled, couples)
    }

    fn nothing_reviewed() -> Reviewed {
        Reviewed {
            pairs: HashSet::new(),
            partners: HashMap::new(),
        }
    }

    #[test]
    fn a_couples_two_papers_for_one_child_are_stopped_and_their_two_children_are_not() {
        let (_, couples) = drawn();
        // A number that ends in 000 may be one a spreadsheet cut off, and proves nothing.
        let cut = |couple: &&Couple| {
            let [a, b] = &couple.claims;
            let numbers = a.documents.iter().chain(&b.documents);
            let mut cut = numbers.filter(|number| {
                number.kind().has_citizen_layout() && number.canonical().ends_with("000")
            });
            a.born == b.born && cut.next().is_some()
        };
        for (kind, counts) in count(&couples, 0, &nothing_reviewed()) {
            let of_kind = couples.iter().filter(|couple| couple.kind == kind);
            let (all, stopped) = match kind.is_planted() {
                true => (60, 60),
                false => (120, 2 * of_kind.filter(cut).count()),
            };
            assert_eq!((counts.all, counts.stopped), (all, stopped), "{kind:?}");
        }
    }

    #[test]
    fn what_the_matcher_shows_is_counted_for_the_pair_and_for_each_clean_claim() {
        let (labelled, couples) = drawn();
        let before = labelled.claims.len();
        let twins = couples
            .iter()
            .position(|couple| couple.kind == Kind::Twins)
            .unwrap();
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("pairs.csv");
        let id = |at: usize| files::id(before + at);
        let text = format!(
            "claim_id_a,claim_id_b,score\n{},{},1\n{},{},1\n",
            id(1),
            id(0),
            id(2 * twins),
            files::id(0)
        );
        std::fs::write(&path, text).unwrap();
        let counts = count(&couples, before, &Reviewed::read(&path).unwrap());
        let of = |wanted: Kind| counts.iter().find(|(kind, _)| *kind == wanted).unwrap().1;
        assert_eq!(of(Kind::PermitResidence).by_matcher, 1);
        let twins = of(Kind::Twins);
        assert_eq!((twins.by_matcher, twins.stopped), (1, 1 + twins.by_couple));
    }

    #[test]
    fn a_seed_gives_the_same_families_and_no_number_twice() {
        let rows = || -> Vec<String> {
            let (_, couples) = drawn();
            let claims = couples.into_iter().flat_map(|couple| couple.claims);
            claims.map(|claim| claim.row).collect()
        };
        assert_eq!(rows(), rows());
        let (labelled, couples) = drawn();
        let taken: HashSet<&str> = labelled
            .claims
            .iter()
            .filter_map(|claim| claim.row.split(',').nth(ID))
            .collect();
        let mut own = HashSet::new();
        for claim in couples.iter().flat_map(|couple| &couple.claims) {
            let number = claim.row.split(',').nth(ID).unwrap();
            assert!(number.is_empty() || (own.insert(number) && !taken.contains(number)));
        }
    }

    #[test]
    fn few_of_the_labelled_children_claimed_once_are_stopped() {
        let (labelled, _) = drawn();
        let counts = count_labelled(&labelled, &nothing_reviewed());
        assert!(
            counts.all > 1_000 && counts.percent() <= CLEAN_MOST,
            "{counts:?}"
        );
    }
}
