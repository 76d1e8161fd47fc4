//! One row of a claims sheet.

use crate::claim::{Assistance, PremiumForm};
use crate::method::Method;
use crate::{columns, findings, words};
use chrono::{Months, NaiveDate};
use domain::draft::{ClaimDraft, Payee, PersonDraft};
use domain::form::Form;
use domain::identity::{IdentityKind, IdentityNumber, Sex};
use domain::name;
use rows::date::{DAYS_1904, DateRead};
use rows::{Context, DOCUMENT_WORDS_ALLOWED, Read, RowReader, Whose, codes, document_word, shown};

/// A member at least this much older than the child raises no question.
const PARENT_YEARS_MIN: u32 = 14;

/// Reads a row of claims; `None` when something it needs is missing.
pub(crate) fn read(reader: &mut RowReader<'_>, context: &Context) -> Option<ClaimDraft> {
    let unit_code = reader.unit_code(&columns::UNIT_CODE, context);
    let claimant = reader.adult(&columns::MEMBER_NAME, &columns::MEMBER_ID, context);
    let subject = child(reader, context, claimant.as_ref());
    let relation = reader.word(
        &columns::RELATION,
        words::relation_word,
        "父子、父女、母子、母女、养子女、继子女、监护",
    );
    let relation = reader.required(&columns::RELATION, relation);
    let year = reader.benefit_year(&columns::YEAR);
    let year = reader.required(&columns::YEAR, year);
    let method = reader.word(&columns::MODE, Method::read, "全额、分摊、报销");
    let method = reader.required(&columns::MODE, method);
    let paid = reader.money(&columns::PAID).value();
    let paid_on = reader.past_day(&columns::PAID_ON, context.today).value();
    let voucher = reader.text(&columns::VOUCHER).value();
    let paid_by = reader
        .word(
            &columns::PAID_BY,
            words::paid_by_word,
            "本人、配偶、父母、祖辈、微信、支付宝、家庭共济、单位代缴",
        )
        .value();
    let assistance = reader
        .word(&columns::ASSISTANCE, words::assistance_word, "无、特困人员、孤儿、事实无人抚养儿童、重度残疾人、低保对象、防止返贫监测对象、低保边缘家庭成员")
        .value()
        .unwrap_or(Assistance::None);
    let claimed = reader.money(&columns::CLAIMED);
    let claimed = reader.required(&columns::CLAIMED, claimed);
    let consent = reader
        .word(&columns::CONSENT, words::consent_word, "同意、不同意")
        .value()
        .unwrap_or(false);
    let proof = reader
        .word(
            &columns::PROOF,
            words::proof_word,
            "出生医学证明、户口本、以前已核",
        )
        .value();
    let payee = payee(
        reader,
        method,
        claimant.as_ref().map(|member| member.name.as_str()),
    );
    let spouse = reader.partner(
        &columns::SPOUSE_NAME,
        &columns::SPOUSE_ID,
        claimant.as_ref(),
        context,
    );
    let corrects = reader.claim_number(&columns::CLAIM_NUMBER);
    Some(ClaimDraft {
        unit_code: unit_code?,
        claimant: claimant?,
        subject: subject?,
        year: year?,
        method: method?.into(),
        claimed: claimed?,
        payee,
        form: Form::new(PremiumForm {
            relation: relation?,
            paid,
            paid_on,
            voucher,
            paid_by,
            assistance,
            consent,
            proof,
        }),
        corrects,
        partner: spouse,
    })
}

/// One child, year and payment method of one member is one row of a sheet.
pub(crate) fn key(draft: &ClaimDraft) -> String {
    let number = |person: &PersonDraft| {
        person
            .identities
            .first()
            .map(|number| number.canonical().to_owned())
            .unwrap_or_default()
    };
    let (member, child) = (number(&draft.claimant), number(&draft.subject));
    format!(
        "{}|{member}|{child}|{}|{}",
        draft.unit_code, draft.year, draft.method
    )
}

fn child(
    reader: &mut RowReader<'_>,
    context: &Context,
    claimant: Option<&PersonDraft>,
) -> Option<PersonDraft> {
    let name = reader.name(&columns::CHILD_NAME);
    let name = reader.required(&columns::CHILD_NAME, name);
    let identities = child_identities(reader, context);
    let numbers = identities.as_deref().unwrap_or_default();
    if let Some(member) = claimant.and_then(|member| member.identities.first())
        && numbers.contains(member)
    {
        reader.report(
            &columns::CHILD_ID,
            codes::SAME_IDENTITY,
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
            findings::PARENT_TOO_YOUNG,
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
        .word(
            &columns::DOCUMENT_KIND,
            document_word,
            DOCUMENT_WORDS_ALLOWED,
        )
        .value();
    let hint = declared.and_then(|kinds| kinds.first().copied());
    let number = reader.identity(&columns::CHILD_ID, hint, Whose::Minor, context);
    let certificate = reader.certificate(&columns::BIRTH_CERTIFICATE, context);
    let faulty = number == Read::Faulty || certificate == Read::Faulty;
    let (number, certificate) = (number.value(), certificate.value());
    if let Some(typed) = number
        .as_ref()
        .filter(|number| number.kind() == IdentityKind::BirthCertificate)
    {
        reader.report(
            &columns::CHILD_ID,
            findings::CERTIFICATE_IN_ID_COLUMN,
            &[("value", &typed.masked())],
        );
        if certificate
            .as_ref()
            .is_some_and(|certificate| certificate != typed)
        {
            reader.report(
                &columns::BIRTH_CERTIFICATE,
                codes::CERTIFICATE_WRONG,
                &[("value", &typed.masked())],
            );
        }
    }
    let mut numbers: Vec<IdentityNumber> = number.into_iter().chain(certificate).collect();
    numbers.dedup();
    if let Some(kinds) = declared
        && !numbers.is_empty()
        && !numbers.iter().any(|number| kinds.contains(&number.kind()))
        && let Read::Value(word) = reader.text(&columns::DOCUMENT_KIND)
    {
        reader.report(
            &columns::DOCUMENT_KIND,
            findings::DOCUMENT_KIND_DIFFERS,
            &[("value", &shown(&word))],
        );
    }
    if numbers.is_empty() && !faulty {
        reader.report(&columns::CHILD_ID, findings::CHILD_ID_MISSING, &[]);
    }
    (!faulty && !numbers.is_empty()).then_some(numbers)
}

/// The birth date: the number's own goes first; a declared one is checked against it.
fn birth_date(
    reader: &mut RowReader<'_>,
    context: &Context,
    numbers: Option<&[IdentityNumber]>,
) -> Option<NaiveDate> {
    let read = reader.date(&columns::BIRTH_DATE);
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
            reader.report(&columns::BIRTH_DATE, codes::REQUIRED_MISSING, &[]);
            None
        }
        (Read::Blank | Read::Faulty, inside) => inside,
        (Read::Value(DateRead::Month(first)), Some(inside)) => {
            let same = first.format("%Y-%m").to_string() == inside.format("%Y-%m").to_string();
            let code = if same {
                findings::DATE_NO_DAY_TAKEN
            } else {
                findings::BIRTH_DIFFERS
            };
            reader.report(
                &columns::BIRTH_DATE,
                code,
                &[("value", &first.format("%Y-%m").to_string())],
            );
            Some(inside)
        }
        (Read::Value(DateRead::Month(first)), None) => {
            reader.report(
                &columns::BIRTH_DATE,
                codes::DATE_NO_DAY,
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
                    reader.report(&columns::BIRTH_DATE, findings::DATE_1904, &[]);
                    Some(inside)
                }
                Some(inside) => {
                    reader.report(&columns::BIRTH_DATE, findings::BIRTH_DIFFERS, &[]);
                    Some(inside)
                }
                None if day > context.today => {
                    reader.report(
                        &columns::BIRTH_DATE,
                        codes::DATE_FUTURE,
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
    let declared = reader
        .word(&columns::SEX, rows::words::sex, "男、女")
        .value();
    let inside = numbers.iter().find_map(IdentityNumber::sex);
    if let (Some(declared), Some(inside)) = (declared, inside)
        && declared != inside
    {
        reader.report(&columns::SEX, findings::SEX_DIFFERS, &[]);
    }
    inside.or(declared)
}

/// The account of a reimbursement; the other methods need none.
fn payee(
    reader: &mut RowReader<'_>,
    method: Option<Method>,
    member: Option<&str>,
) -> Option<Payee> {
    let bank = reader.text(&columns::BANK);
    let number = reader.card(&columns::CARD);
    let holder = reader.account_name(&columns::HOLDER);
    if let (Read::Value(holder), Some(member)) = (&holder, member)
        && !name::is_same(holder, member)
    {
        reader.report(&columns::HOLDER, findings::HOLDER_DIFFERS, &[]);
    }
    if method == Some(Method::Reimburse) {
        let missing: Vec<&str> = [
            (&columns::BANK, bank == Read::Blank),
            (&columns::CARD, number == Read::Blank),
            (&columns::HOLDER, holder == Read::Blank),
        ]
        .into_iter()
        .filter(|(_, blank)| *blank)
        .map(|(field, _)| reader.title(field))
        .collect();
        if !missing.is_empty() {
            reader.report_row(
                findings::PAYEE_INCOMPLETE,
                &[("columns", &missing.join("、"))],
            );
        }
    }
    Some(Payee {
        bank: bank.value()?,
        card: number.value()?,
        holder: holder.value()?,
    })
}
