//! What is done by filling in a form and nothing else: operators and their keys, announcements, workbooks to mend, checks and
//! seals of the audit chains. A form says its fields and what it comes to; `worker/orders.rs` does it.

mod dialog;
mod filled;

pub use dialog::dialog;
pub use filled::order;

use crate::commands::Command;
use crate::model::Model;
use crate::screens::{Route, files, payables};
use crate::secret::Secret;
use chrono::NaiveDate;
use domain::announcement::AnnouncementKind;
use domain::fen::Fen;
use domain::ids::{ClaimRef, ImportId};
use domain::role::Role;
use domain::year::BenefitYear;
use workflow::analysis::Grain;
use workflow::payments::batches::payable::{self, PayableFilter};
use workflow::review::bulk::Expected;
use workflow::views::Lang;

/// Adds an operator.
pub const ADD_OPERATOR: Command = Command::Form("operator-add");
/// Switches the operator under the cursor off.
pub const SWITCH_OFF: Command = Command::Form("operator-off");
/// Registers a further key of the operator under the cursor.
pub const ADD_KEY: Command = Command::Form("key-add");
/// Revokes a key of the operator under the cursor.
pub const REVOKE_KEY: Command = Command::Form("key-revoke");
/// Records that members were told.
pub const ANNOUNCE: Command = Command::Form("announce");
/// Writes the sheet under the cursor with what is wrong marked in it.
pub const ERRORS: Command = Command::Form("import-errors");
/// Writes what was returned to a unit, to be mended.
pub const RETURNS: Command = Command::Form("claim-returns");
/// Opens a benefit year from the one before.
pub const OPEN_YEAR: Command = Command::Form("year-open");
/// Puts another union in the place of the one under the cursor.
pub const MERGE: Command = Command::Form("unit-merge");
/// Compares all claims of a year.
pub const SCAN: Command = Command::Form("duplicate-scan");
/// Files what is left of the paid claim on the screen.
pub const SUPPLEMENT: Command = Command::Form("claim-supplement");
/// Assesses again what waits for it.
pub const REASSESS: Command = Command::Form("claim-reassess");
/// Puts everything that is listed into batches.
pub const COLLECT: Command = Command::Form("batch-collect");
/// Finishes a bulk approval that was cut off.
pub const RESUME: Command = Command::Form("claim-resume");
/// Files claims for what stands of settlements.
pub const FILE: Command = Command::Form("settlement-file");
/// Records what a union puts into a fund.
pub const MAKE_UP: Command = Command::Form("make-up");
/// Says where an institution is paid.
pub const INSTITUTION: Command = Command::Form("institution");
/// An export of the register happened.
pub const HAPPENED: Command = Command::Form("register-happened");
/// An export of the register never happened.
pub const VOID: Command = Command::Form("register-void");
/// The register is begun anew.
pub const BEGIN: Command = Command::Form("register-begin");
/// Puts the file under the cursor into another operator's inbox.
pub const PUT: Command = Command::Form("file-put");
/// Takes a file out of another operator's outbox.
pub const TAKE: Command = Command::Form("file-take");
/// Says what a header of a union's sheets means.
pub const SAVE_HEADER: Command = Command::Form("header-save");
/// Forgets it.
pub const FORGET_HEADER: Command = Command::Form("header-forget");
/// Lists what is known of a union's headers.
pub const HEADERS: Command = Command::Form("headers");
/// Writes what mutual aid took in and paid out.
pub const ANALYSIS: Command = Command::Form("analysis");
/// Lists announcements of the year under the cursor.
pub const ANNOUNCED: Command = Command::Form("announced");
/// Lists where institutions are paid.
pub const INSTITUTIONS: Command = Command::Form("institutions");
/// Lists exports that only the register knows.
pub const REGISTER: Command = Command::Form("register");
/// Tells what stands of settlements, and which messages wait.
pub const SETTLEMENTS: Command = Command::Form("settlements");
/// Lists who came, left or was replaced.
pub const MOVES: Command = Command::Form("moves");
/// Makes the last decision about the claim on the screen again.
pub const REPLAY: Command = Command::Form("replay");
/// Checks every chain.
pub const VERIFY: Command = Command::Form("audit-verify");
/// Seals what changed.
pub const SEAL: Command = Command::Form("audit-seal");

/// A form, and what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// A new operator.
    AddOperator,
    /// An operator who may act no more; the name must be typed.
    SwitchOff(String),
    /// A further key of this operator.
    AddKey(String),
    /// A key of this operator that opens nothing more; the name must be typed.
    RevokeKey(String),
    /// How members were told.
    Announce,
    /// The workbook of this import.
    Errors(ImportId),
    /// The workbook of a unit's returned claims.
    Returns,
    /// A benefit year opened from the one before.
    OpenYear,
    /// Another union in the place of this one, whose code must be typed.
    Merge(String),
    /// A comparison of all claims of a year.
    Scan,
    /// What is left of this paid claim.
    Supplement(ClaimRef),
    /// What waits to be assessed again.
    Reassess,
    /// The rest of a bulk approval.
    Resume,
    /// Batches of this money, whose sum must be typed.
    Collect(PayableFilter, Expected),
    /// Claims for what stands of settlements.
    File,
    /// What a union puts into a fund.
    MakeUp,
    /// Where an institution is paid.
    Institution,
    /// An export that happened.
    Happened,
    /// An export that never happened.
    Void,
    /// A register begun anew.
    Begin,
    /// This file for another operator.
    Put(String),
    /// Another operator's file.
    Take,
    /// What a header of a union's sheets means.
    SaveHeader,
    /// A header that means nothing any more.
    ForgetHeader,
    /// What is known of a union's headers.
    Headers,
    /// What mutual aid took in and paid out.
    Analysis,
    /// A check of the chains.
    Verify,
    /// A seal.
    Seal,
}

/// Something to be listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listing {
    /// Announcements of a programme's benefit year.
    Announced(String, BenefitYear),
    /// Where institutions are paid.
    Institutions,
    /// Exports that only the register knows.
    Register,
    /// What stands of settlements, and which messages wait; the language of what is found in them.
    Settlements(Lang),
    /// Who came, left or was replaced.
    Moves,
    /// The last decision about a claim, made again.
    Replay(ClaimRef),
    /// What is known of a union's headers: programme and unit.
    Headers(String, String),
}

/// A form filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// A new operator.
    AddOperator {
        /// Login name.
        name: String,
        /// Role.
        role: Role,
        /// Code of the union at and below which the operator sees; `/` for the whole tree.
        scope: String,
        /// Own identity number.
        identity: Option<Secret>,
        /// What stands in the `.pub` file.
        key: Option<String>,
    },
    /// The operator's name.
    SwitchOff(String),
    /// The operator's name and the key.
    AddKey(String, String),
    /// The key's fingerprint.
    RevokeKey(String),
    /// How members were told.
    Announce {
        /// Programme id.
        programme: String,
        /// Benefit year.
        year: BenefitYear,
        /// Code of the union.
        unit: String,
        /// The day.
        on: NaiveDate,
        /// The form.
        kind: AnnouncementKind,
        /// What shows it.
        document: String,
    },
    /// The import, the language, and where to.
    Errors(ImportId, Lang, String),
    /// Programme, unit, language, and where to.
    Returns(String, String, Lang, String),
    /// Programme, benefit year, and where the sheets go, if they are wanted.
    OpenYear(String, BenefitYear, Option<String>),
    /// The code of the old union, that of the new one, and the first day.
    Merge(String, String, NaiveDate),
    /// Programme, benefit year, and whether a new model is learnt.
    Scan(String, BenefitYear, bool),
    /// The paid claim, what is claimed besides, and why.
    Supplement(ClaimRef, Fen, String),
    /// What waits to be assessed again.
    Reassess,
    /// The rest of a bulk approval.
    Resume,
    /// Batches of this money, if it is still so much.
    Collect(PayableFilter, Expected),
    /// Claims for what stands of settlements.
    File,
    /// What a union puts into a fund.
    MakeUp {
        /// The scheme.
        scheme: String,
        /// Code of the union.
        unit: String,
        /// The sum.
        amount: Fen,
        /// The day.
        on: NaiveDate,
        /// What shows it.
        document: String,
    },
    /// Where an institution is paid.
    Institution {
        /// Its code.
        code: String,
        /// Its name.
        name: String,
        /// The bank of the account.
        bank: String,
        /// The account.
        account: Secret,
        /// The first day.
        from: NaiveDate,
        /// The last day.
        until: Option<NaiveDate>,
    },
    /// The number of the entry.
    Happened(i64),
    /// The number of the entry, and how it is known.
    Void(i64, String),
    /// How the register was lost.
    Begin(String),
    /// The file and the operator.
    Put(String, String),
    /// The operator, the file, and where to.
    Take(String, String, String),
    /// Something to be listed.
    List(Listing),
    /// What a header means: programme, kind of sheet, unit, header, and the field, or nothing any more.
    Header(String, String, String, String, Option<String>),
    /// The days, how they are cut, the language, and where to.
    Analysis((NaiveDate, NaiveDate), Grain, Lang, String),
    /// A check of the chains.
    Verify,
    /// A seal.
    Seal,
}

impl Form {
    /// A second operator has to agree.
    pub fn needs_second(&self) -> bool {
        matches!(
            self,
            Self::AddOperator
                | Self::SwitchOff(_)
                | Self::AddKey(_)
                | Self::RevokeKey(_)
                | Self::OpenYear
                | Self::Merge(_)
                | Self::Institution
                | Self::Void
                | Self::Begin
        )
    }

    /// Money moves: its sum is typed.
    pub fn needs_sum(&self) -> bool {
        matches!(self, Self::Collect(..))
    }

    /// Keys of its title and of its button.
    fn names(&self) -> (&'static str, &'static str) {
        match self {
            Self::AddOperator => ("ask-operator-add", "ask-propose-button"),
            Self::SwitchOff(_) => ("ask-operator-off", "ask-propose-button"),
            Self::AddKey(_) => ("ask-key-add", "ask-propose-button"),
            Self::RevokeKey(_) => ("ask-key-revoke", "ask-propose-button"),
            Self::Announce => ("ask-announce", "ask-record-button"),
            Self::Errors(_) => ("ask-import-errors", "ask-template-button"),
            Self::Returns => ("ask-claim-returns", "ask-template-button"),
            Self::OpenYear => ("ask-year-open", "ask-propose-button"),
            Self::Merge(_) => ("ask-unit-merge", "ask-propose-button"),
            Self::Scan => ("ask-scan", "ask-scan-button"),
            Self::Supplement(_) => ("ask-supplement", "ask-record-button"),
            Self::Reassess => ("ask-reassess", "ask-go-on-button"),
            Self::Resume => ("ask-resume", "ask-go-on-button"),
            Self::Collect(..) => ("ask-batch-collect", "ask-batch-create-button"),
            Self::File => ("ask-settlement-file", "ask-record-button"),
            Self::MakeUp => ("ask-make-up", "ask-record-button"),
            Self::Institution => ("ask-institution", "ask-propose-button"),
            Self::Happened => ("ask-register-happened", "ask-record-button"),
            Self::Void => ("ask-register-void", "ask-propose-button"),
            Self::Begin => ("ask-register-begin", "ask-propose-button"),
            Self::Put(_) => ("ask-file-put", "ask-hand-over-button"),
            Self::Take => ("ask-file-take", "ask-hand-over-button"),
            Self::SaveHeader => ("ask-header-save", "ask-record-button"),
            Self::ForgetHeader => ("ask-header-forget", "ask-record-button"),
            Self::Headers => ("ask-headers", "ask-look-button"),
            Self::Analysis => ("ask-analysis", "ask-template-button"),
            Self::Verify => ("ask-audit-verify", "ask-audit-verify-button"),
            Self::Seal => ("ask-audit-seal", "ask-audit-seal-button"),
        }
    }
}

/// The form of a command on the screen that is shown; none where nothing is chosen.
pub fn form(model: &Model, command: Command) -> Option<Form> {
    let operator = || {
        let line = model.screens.operators.current()?;
        Some(line.info.name.clone())
    };
    Some(match command {
        ADD_OPERATOR => Form::AddOperator,
        SWITCH_OFF => Form::SwitchOff(operator()?),
        ADD_KEY => Form::AddKey(operator()?),
        REVOKE_KEY => Form::RevokeKey(operator()?),
        ANNOUNCE => Form::Announce,
        ERRORS => Form::Errors(model.screens.imports.current()?.id),
        RETURNS => Form::Returns,
        OPEN_YEAR => Form::OpenYear,
        MERGE => Form::Merge(model.screens.units.current()?.code.clone()),
        SCAN => Form::Scan,
        SUPPLEMENT => match model.route() {
            Route::Claim(claim) => Form::Supplement(claim.0),
            _ => return None,
        },
        REASSESS => Form::Reassess,
        RESUME => Form::Resume,
        COLLECT => {
            let listed = payable::sum_of(&model.screens.payables.rows);
            Form::Collect(payables::filter(model), listed)
        }
        FILE => Form::File,
        MAKE_UP => Form::MakeUp,
        INSTITUTION => Form::Institution,
        HAPPENED => Form::Happened,
        VOID => Form::Void,
        BEGIN => Form::Begin,
        PUT => Form::Put(files::chosen(model)?.name.to_string()),
        TAKE => Form::Take,
        SAVE_HEADER => Form::SaveHeader,
        FORGET_HEADER => Form::ForgetHeader,
        HEADERS => Form::Headers,
        ANALYSIS => Form::Analysis,
        VERIFY => Form::Verify,
        SEAL => Form::Seal,
        _ => return None,
    })
}

/// What a command lists: there is nothing to fill in, and nothing is changed.
pub fn listing(model: &Model, command: Command) -> Option<Listing> {
    Some(match command {
        ANNOUNCED => {
            let year = model.screens.periods.current()?;
            Listing::Announced(year.programme.clone(), year.year)
        }
        INSTITUTIONS => Listing::Institutions,
        REGISTER => Listing::Register,
        SETTLEMENTS => Listing::Settlements(model.texts.lang()),
        MOVES => Listing::Moves,
        REPLAY => match model.route() {
            Route::Claim(claim) => Listing::Replay(claim.0),
            _ => return None,
        },
        _ => return None,
    })
}
