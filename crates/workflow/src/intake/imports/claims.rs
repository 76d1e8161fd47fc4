//! Claims sheets.

use super::incoming::{Take, finish};
use super::received::{RowState, units_of};
use super::{Phase, Progress, forecast};
use crate::audit::witness::registers::{Held, Register};
use crate::audit::witness::sums::Sums;
use crate::duplicates::kin;
use crate::duplicates::lookalike::{Look, other_documents};
use crate::error::Result;
use crate::intake::filed_names::{self, Filing};
use crate::intake::resolve::{Resolved, name_key, resolve};
use crate::intake::submit::{self, Filed, Prepared};
use domain::case::CaseKind;
use domain::draft::{ClaimDraft, PersonDraft};
use domain::finding::RowSeverity;
use domain::identity::IdentityKind;
use domain::ids::{ClaimRef, PersonId, UnitId};
use storage::couples::Naming;
use storage::named_partners::NamedRow;
use storage::units::Unit;

pub(super) fn take(file: Take<'_, ClaimDraft>) -> Result<()> {
    let Take {
        session,
        ctx,
        record,
        summary,
        sheet,
        options,
        progress,
    } = file;
    let units = units_of(&mut session.db, ctx, sheet, |draft| &draft.unit_code)?;
    let positions: Vec<usize> = sheet
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.draft.as_ref().is_some())
        .map(|(n, _)| n)
        .collect();
    if options.dry_run {
        let drafts: Vec<(&ClaimDraft, UnitId)> = positions
            .iter()
            .filter_map(|n| sheet.rows[*n].draft.as_ref())
            .filter_map(|draft| Some((draft, units.get(&draft.unit_code)?.id.into())))
            .collect();
        let expected = forecast::expected(&mut session.db, ctx, &options.programme, &drafts)?;
        sheet.verdicts = Some(expected);
        return Ok(());
    }
    let total = positions.len();
    let drafts: Vec<ClaimDraft> = positions
        .iter()
        .filter_map(|n| sheet.rows[*n].draft.take())
        .collect();
    let named: Vec<&PersonDraft> = drafts.iter().map(|draft| &draft.subject).collect();
    let members: Vec<&PersonDraft> = drafts.iter().map(|draft| &draft.claimant).collect();
    let subjects = resolve(&mut session.db, ctx, &named)?;
    let claimants = resolve(&mut session.db, ctx, &members)?;
    let partners: Vec<&PersonDraft> = drafts
        .iter()
        .filter_map(|draft| numbered_partner(draft))
        .collect();
    let mut partners = resolve(&mut session.db, ctx, &partners)?.into_iter();
    let partners: Vec<Option<Resolved>> = drafts
        .iter()
        .map(|draft| numbered_partner(draft).and_then(|_| partners.next()))
        .collect();
    let mut namings: Vec<Naming> = Vec::new();
    let mut by_name: Vec<NamedRow> = Vec::new();
    progress(Progress {
        phase: Phase::Resolving,
        done: total,
        total,
    });
    let mut filings = Vec::with_capacity(2 * total);
    let mut rows = Vec::with_capacity(2 * total);
    for ((n, draft), (subject, claimant)) in positions
        .iter()
        .zip(&drafts)
        .zip(subjects.iter().zip(&claimants))
    {
        let Some(unit) = units.get(&draft.unit_code) else {
            continue;
        };
        for (code, person, draft) in [
            ("child-other-name", subject.person, &draft.subject),
            ("member-other-name", claimant.person, &draft.claimant),
        ] {
            rows.push((*n, code));
            filings.push(Filing {
                person,
                unit: Some(unit.id.into()),
                draft,
            });
        }
    }
    let differing = filed_names::keep(&mut session.db, ctx, &filings)?;
    let differing: Vec<(usize, &str)> = rows
        .into_iter()
        .zip(differing)
        .filter_map(|(row, differs)| differs.then_some(row))
        .collect();
    let looks: Vec<Look> = drafts
        .iter()
        .zip(&subjects)
        .map(|(draft, resolved)| look(&draft.subject, resolved.person))
        .collect();
    let namesakes = other_documents(&mut session.db, &looks)?;
    let mut prepared = Vec::with_capacity(total);
    for (n, draft) in drafts.into_iter().enumerate() {
        let Some(unit) = units.get(&draft.unit_code) else {
            continue;
        };
        namings.extend(partners[n].map(|partner| {
            let (member, at) = (claimants[n].person, ctx.now().0);
            (member, partner.person, unit.id.into(), at)
        }));
        if let Some(partner) = draft.partner.as_ref().filter(|_| partners[n].is_none()) {
            let (member, at) = (claimants[n].person, unit.id.into());
            by_name.extend(kin::named::row(member, at, Some(&partner.name), None));
        }
        let mut suspects: Vec<(CaseKind, PersonId)> = Vec::new();
        suspects.extend(
            subjects[n]
                .other
                .map(|person| (CaseKind::TwoPeople, person)),
        );
        suspects.extend(
            namesakes[n]
                .iter()
                .map(|person| (CaseKind::OtherDocument, *person)),
        );
        prepared.push(Prepared {
            // A merged union's code gives way to that of the one that acts for it.
            draft: ClaimDraft {
                unit_code: unit.code.clone(),
                ..draft
            },
            unit: unit.id.into(),
            unit_path: unit.path.clone(),
            subject: subjects[n].person,
            subject_made: subjects[n].made,
            member: claimants[n].person,
            suspects,
            import: record.id.into(),
        });
    }
    let holders: Vec<Unit> = units.into_values().collect();
    let sealed = submit::seal(ctx, &options.programme, prepared)?;
    for (n, code) in differing {
        if let Some(row) = sheet.rows.get_mut(n) {
            row.note(code, RowSeverity::Warning, &[]);
        }
    }
    progress(Progress {
        phase: Phase::Promoting,
        done: 0,
        total,
    });
    let mut filed_last = Vec::new();
    session.db.write(|db| {
        let naming = by_name.iter().map(|row| row.unit_id).collect();
        let held = Held::of(db, ctx.keyring(), &naming, &[Register::NamedPartners])?;
        let mut couples = Sums::default();
        kin::declare(db, ctx.keyring(), &namings, &mut couples)?;
        if !by_name.is_empty() {
            storage::named_partners::add(db, &by_name)?;
            kin::named::link(db, ctx, &holders, &mut couples)?;
        }
        let mut written = held.witnesses(db, ctx.keyring())?;
        written.extend(couples.witnesses());
        let filed = submit::promote_sealed(db, ctx, &options.programme, &sealed)?;
        filed_last.clone_from(&filed);
        for ((n, filed), sealed) in positions.iter().zip(filed).zip(&sealed) {
            let draft = &sealed.row.draft;
            let row = &mut sheet.rows[*n];
            // A transaction that is tried again starts from the same rows.
            row.findings
                .retain(|finding| !TRANSIENT.contains(&finding.code.as_str()));
            row.claim = filed.claim();
            match filed {
                Filed::New(_) => row.state = RowState::Accepted,
                Filed::Corrected(_) => {
                    row.state = RowState::Revised;
                    let number = number_of(draft);
                    row.note(
                        "claim-corrected",
                        RowSeverity::Warning,
                        &[("number", &number)],
                    );
                }
                Filed::Revised(_) => row.state = RowState::Revised,
                Filed::Unchanged(_) => row.state = RowState::Unchanged,
                Filed::Refused(code) => {
                    row.state = RowState::Refused;
                    let number = number_of(draft);
                    let year = draft.year.to_string();
                    row.note(
                        code,
                        RowSeverity::Error,
                        &[("number", &number), ("year", &year)],
                    );
                }
            }
        }
        finish(db, ctx, record, summary, sheet, written)
    })?;
    sheet.compared_in_part = submit::compare(
        &mut session.db,
        ctx,
        &options.programme,
        &sealed,
        &filed_last,
    );
    let claims: Vec<ClaimRef> = filed_last.iter().filter_map(Filed::claim).collect();
    // The claims are saved: that their sum cannot be told must not look like a failed import.
    sheet.verdicts = forecast::decided(&mut session.db, &claims)
        .inspect_err(
            |error| tracing::warn!(%error, "the verdicts of an import could not be counted"),
        )
        .ok();
    progress(Progress {
        phase: Phase::Promoting,
        done: total,
        total,
    });
    Ok(())
}

/// Findings that only the promoting transaction makes.
const TRANSIENT: &[&str] = &[
    "row-key-twice",
    "own-family",
    "already-sealed",
    "no-period",
    "period-closed",
    "period-not-open",
    "claim-number-unknown",
    "claim-number-ended",
    "claim-number-sealed",
    "claim-number-supplement",
    "claim-number-twice",
    "correction-meets-other",
    "claim-corrected",
];

/// Whom the row names as the member's partner by number.
fn numbered_partner(draft: &ClaimDraft) -> Option<&PersonDraft> {
    let partner = draft.partner.as_ref();
    partner.filter(|partner| !partner.identities.is_empty())
}

/// The number of the claim the row corrects, as people write it.
fn number_of(draft: &ClaimDraft) -> String {
    let number = draft.corrects.as_ref();
    number.map(ToString::to_string).unwrap_or_default()
}

fn look(subject: &PersonDraft, person: PersonId) -> Look {
    Look {
        person,
        name_key: name_key(&subject.name),
        birth_date: subject.birth_date,
        only_certificate: subject
            .identities
            .iter()
            .all(|number| number.kind() == IdentityKind::BirthCertificate),
    }
}
