//! One row of a claims sheet.

use super::Context;
use super::identities::{
    DOCUMENT_WORDS_ALLOWED, Whose, card, certificate, document_word, identity,
};
use super::reader::{Read, RowReader, shown};
use crate::date::{DAYS_1904, DateRead};
use crate::field::Field;
use crate::header::Columns;
use crate::messages::Code;
use crate::staged::StagedRow;
use chrono::{Months, NaiveDate};
use domain::claim_number::{ClaimNumber, ClaimNumberError};
use domain::draft::{Assistance, ClaimDraft, Mode, Payee, PersonDraft};
use domain::finding::RowFinding;
use domain::identity::{IdentityKind, IdentityNumber, Sex};
use domain::name;
use policy::words;

/// A member at least this much older than the child raises no question.
const PARENT_YEARS_MIN: u32 = 14;

/// Reads a row of claims: every finding of the row, and the draft unless one of them refuses it.
pub fn validate(
    row: &StagedRow,
    columns: &Columns,
    context: &Context,
) -> (Option<ClaimDraft>, Vec<RowFinding>) {
    let mut reader = RowReader::new(row, columns);
    let unit_code = reader.unit_code(context);
    let claimant = claimant(&mut reader, context);
    let subject = child(&mut reader, context, claimant.as_ref());
    let relation = reader.word(
        Field::Relation,
        words::relation_word,
        "父子、父女、母子、母女、养子女、继子女、监护",
    );
    let relation = reader.required(Field::Relation, relation);
    let year = reader.benefit_year(Field::Year);
    let year = reader.required(Field::Year, year);
    let mode = reader.word(Field::Mode, words::mode_word, "全额、分摊、报销");
    let mode = reader.required(Field::Mode, mode);
    let paid = reader.money(Field::Paid).value();
    let paid_on = reader.past_day(Field::PaidOn, context.today).value();
    let voucher = reader.text(Field::Voucher).value();
    let paid_by = reader
        .word(
            Field::PaidBy,
            words::paid_by_word,
            "本人、配偶、父母、祖辈、微信、支付宝、家庭共济、单位代缴",
        )
        .value();
    let assistance = reader
        .word(Field::Assistance, words::assistance_word, "无、特困人员、孤儿、事实无人抚养儿童、重度残疾人、低保对象、防止返贫监测对象、低保边缘家庭成员")
        .value()
        .unwrap_or(Assistance::None);
    let claimed = reader.money(Field::Claimed);
    let claimed = reader.required(Field::Claimed, claimed);
    let consent = reader
        .word(Field::Consent, words::consent_word, "同意、不同意")
        .value()
        .unwrap_or(false);
    let proof = reader
        .word(
            Field::Proof,
            words::proof_word,
            "出生医学证明、户口本、以前已核",
        )
        .value();
    let payee = payee(
        &mut reader,
        mode,
        claimant.as_ref().map(|member| member.name.as_str()),
    );
    let spouse = spouse(&mut reader, context, claimant.as_ref());
    let corrects = claim_number(&mut reader);
    let draft = (|| {
        Some(ClaimDraft {
            unit_code: unit_code?,
            claimant: claimant?,
            subject: subject?,
            relation: relation?,
            year: year?,
            mode: mode?,
            paid,
            paid_on,
            voucher,
            paid_by,
            assistance,
            claimed: claimed?,
            consent,
            proof,
            payee,
            corrects,
            spouse,
        })
    })();
    reader.finish(draft)
}

/// The number of the claim the row corrects; a mistyped one is refused, for the row would be filed anew.
fn claim_number(reader: &mut RowReader<'_>) -> Option<ClaimNumber> {
    let text = reader.text(Field::ClaimNumber).value()?;
    let value = shown(&text);
    match text.parse() {
        Ok(number) => return Some(number),
        Err(ClaimNumberError::Shape) => reader.report(
            Field::ClaimNumber,
            Code::ClaimNumberFormat,
            &[("value", &value)],
        ),
        Err(ClaimNumberError::Check) => reader.report(
            Field::ClaimNumber,
            Code::ClaimNumberCheck,
            &[("value", &value)],
        ),
    }
    None
}

fn claimant(reader: &mut RowReader<'_>, context: &Context) -> Option<PersonDraft> {
    let name = reader.name(Field::MemberName);
    let name = reader.required(Field::MemberName, name);
    let number = identity(reader, Field::MemberId, None, Whose::Adult, context);
    let number = reader.required(Field::MemberId, number)?;
    let (birth_date, sex) = (number.birth_date(), number.sex());
    Some(PersonDraft {
        name: name?,
        identities: vec![number],
        birth_date,
        sex,
    })
}

/// The member's spouse, when the row has the number: a name alone names nobody.
fn spouse(
    reader: &mut RowReader<'_>,
    context: &Context,
    claimant: Option<&PersonDraft>,
) -> Option<PersonDraft> {
    let name = reader.name(Field::SpouseName).value();
    let number = identity(reader, Field::SpouseId, None, Whose::Adult, context).value()?;
    if claimant.is_some_and(|member| member.identities.contains(&number)) {
        let value = number.masked();
        reader.report(Field::SpouseId, Code::SameIdentity, &[("value", &value)]);
    }
    Some(PersonDraft {
        name: name.unwrap_or_default(),
        birth_date: number.birth_date(),
        sex: number.sex(),
        identities: vec![number],
    })
}

fn child(
    reader: &mut RowReader<'_>,
    context: &Context,
    claimant: Option<&PersonDraft>,
) -> Option<PersonDraft> {
    let name = reader.name(Field::ChildName);
    let name = reader.required(Field::ChildName, name);
    let identities = child_identities(reader, context);
    let numbers = identities.as_deref().unwrap_or_default();
    if let Some(member) = claimant.and_then(|member| member.identities.first())
        && numbers.contains(member)
    {
        reader.report(
            Field::ChildId,
            Code::SameIdentity,
            &[("value", &member.masked())],
        );
    }
    let birth_date = birth_date(reader, context, identities.as_deref());
    let sex = sex(reader, numbers);
    let member_birth = claimant.and_then(|member| member.birth_date);
    if let (Some(parent), Some(born)) = (member_birth, birth_date)
        && parent
            .checked_add_months(Months::new(12 * PARENT_YEARS_MIN))
            .is_some_and(|earliest| born < earliest)
    {
        reader.report_row(
            Code::ParentTooYoung,
            &[("years", &PARENT_YEARS_MIN.to_string())],
        );
    }
    Some(PersonDraft {
        name: name?,
        identities: identities?,
        birth_date,
        sex,
    })
}

/// The numbers of the child, the identity number first; `None` when one was refused or there is none.
fn child_identities(reader: &mut RowReader<'_>, context: &Context) -> Option<Vec<IdentityNumber>> {
    let declared = reader
        .word(Field::DocumentKind, document_word, DOCUMENT_WORDS_ALLOWED)
        .value();
    let hint = declared.and_then(|kinds| kinds.first().copied());
    let number = identity(reader, Field::ChildId, hint, Whose::Child, context);
    let certificate = certificate(reader, context);
    let faulty = number == Read::Faulty || certificate == Read::Faulty;
    let (number, certificate) = (number.value(), certificate.value());
    if let Some(typed) = number
        .as_ref()
        .filter(|number| number.kind() == IdentityKind::BirthCertificate)
    {
        reader.report(
            Field::ChildId,
            Code::CertificateInIdColumn,
            &[("value", &typed.masked())],
        );
        if certificate
            .as_ref()
            .is_some_and(|certificate| certificate != typed)
        {
            reader.report(
                Field::BirthCertificate,
                Code::CertificateWrong,
                &[("value", &typed.masked())],
            );
        }
    }
    let mut numbers: Vec<IdentityNumber> = number.into_iter().chain(certificate).collect();
    numbers.dedup();
    if let Some(kinds) = declared
        && !numbers.is_empty()
        && !numbers.iter().any(|number| kinds.contains(&number.kind()))
        && let Read::Value(word) = reader.text(Field::DocumentKind)
    {
        reader.report(
            Field::DocumentKind,
            Code::DocumentKindDiffers,
            &[("value", &shown(&word))],
        );
    }
    if numbers.is_empty() && !faulty {
        reader.report(Field::ChildId, Code::ChildIdMissing, &[]);
    }
    (!faulty && !numbers.is_empty()).then_some(numbers)
}

/// The birth date: the number's own goes first; a declared one is checked against it.
fn birth_date(
    reader: &mut RowReader<'_>,
    context: &Context,
    numbers: Option<&[IdentityNumber]>,
) -> Option<NaiveDate> {
    let read = reader.date(Field::BirthDate);
    let declared = match read {
        Read::Value(DateRead::Day(day) | DateRead::Serial(day) | DateRead::Month(day)) => Some(day),
        _ => None,
    };
    let inside = numbers
        .unwrap_or_default()
        .iter()
        .find_map(|number| match declared {
            Some(day) => number.birth_date_with(day),
            None => number.birth_date(),
        });
    match (read, inside) {
        (Read::Blank, None) if numbers.is_some() => {
            reader.report(Field::BirthDate, Code::RequiredMissing, &[]);
            None
        }
        (Read::Blank | Read::Faulty, inside) => inside,
        (Read::Value(DateRead::Month(first)), Some(inside)) => {
            let same = first.format("%Y-%m").to_string() == inside.format("%Y-%m").to_string();
            let code = if same {
                Code::DateNoDayTaken
            } else {
                Code::BirthDiffers
            };
            reader.report(
                Field::BirthDate,
                code,
                &[("value", &first.format("%Y-%m").to_string())],
            );
            Some(inside)
        }
        (Read::Value(DateRead::Month(first)), None) => {
            reader.report(
                Field::BirthDate,
                Code::DateNoDay,
                &[("value", &first.format("%Y-%m").to_string())],
            );
            None
        }
        (Read::Value(read), inside) => {
            let day = declared?;
            match inside {
                Some(inside) if inside == day => Some(day),
                Some(inside)
                    if (inside - day).num_days().abs() == DAYS_1904
                        && matches!(read, DateRead::Serial(_)) =>
                {
                    reader.report(Field::BirthDate, Code::Date1904, &[]);
                    Some(inside)
                }
                Some(inside) => {
                    reader.report(Field::BirthDate, Code::BirthDiffers, &[]);
                    Some(inside)
                }
                None if day > context.today => {
                    reader.report(
                        Field::BirthDate,
                        Code::DateFuture,
                        &[("value", &day.to_string())],
                    );
                    None
                }
                None => Some(day),
            }
        }
    }
}

fn sex(reader: &mut RowReader<'_>, numbers: &[IdentityNumber]) -> Option<Sex> {
    let declared = reader.word(Field::Sex, sex_word, "男、女").value();
    let inside = numbers.iter().find_map(IdentityNumber::sex);
    if let (Some(declared), Some(inside)) = (declared, inside)
        && declared != inside
    {
        reader.report(Field::Sex, Code::SexDiffers, &[]);
    }
    inside.or(declared)
}

fn sex_word(text: &str) -> Option<Sex> {
    match text.trim_end_matches(['性', '孩']) {
        "男" => Some(Sex::Male),
        "女" => Some(Sex::Female),
        other => Sex::from_code(&other.to_ascii_lowercase()),
    }
}

/// The account of a reimbursement; the other modes need none.
fn payee(reader: &mut RowReader<'_>, mode: Option<Mode>, member: Option<&str>) -> Option<Payee> {
    let bank = reader.text(Field::Bank);
    let number = card(reader, Field::Card);
    let holder = reader.name(Field::Holder);
    if let (Read::Value(holder), Some(member)) = (&holder, member)
        && !name::is_same(holder, member)
    {
        reader.report(Field::Holder, Code::HolderDiffers, &[]);
    }
    if mode == Some(Mode::Reimburse) {
        let missing: Vec<&str> = [
            (Field::Bank, bank == Read::Blank),
            (Field::Card, number == Read::Blank),
            (Field::Holder, holder == Read::Blank),
        ]
        .into_iter()
        .filter(|(_, blank)| *blank)
        .map(|(field, _)| reader.title(field))
        .collect();
        if !missing.is_empty() {
            reader.report_row(Code::PayeeIncomplete, &[("columns", &missing.join("、"))]);
        }
    }
    Some(Payee {
        bank: bank.value()?,
        card: number.value()?,
        holder: holder.value()?,
    })
}
