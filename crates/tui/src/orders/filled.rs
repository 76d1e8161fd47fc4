//! What a form comes to once its fields make sense.

use super::{Form, Listing, Order};
use crate::ask::typed_place;
use crate::dialog::Dialog;
use crate::model::Model;
use crate::programme;
use crate::secret::Secret;
use domain::announcement::AnnouncementKind;
use domain::fen::Fen;
use domain::role::Role;
use workflow::analysis::Grain;

/// What a confirmed form comes to.
///
/// # Errors
/// The key of the sentence that says which field makes no sense.
pub fn order(model: &Model, dialog: &Dialog, form: &Form) -> Result<Order, &'static str> {
    let required = |name: &str, error: &'static str| match dialog.text(name) {
        "" => Err(error),
        text => Ok(text.to_owned()),
    };
    let lang = model.texts.lang();
    let day = |name: &str| dialog.text(name).parse().map_err(|_| "error-day");
    let amount = || Fen::parse_yuan(dialog.text("amount")).map_err(|_| "error-amount");
    let entry = || dialog.text("entry").parse().map_err(|_| "error-entry");
    Ok(match form {
        Form::AddOperator => Order::AddOperator {
            name: required("name", "error-login")?,
            role: Role::from_code(dialog.code("role")).ok_or("error-internal")?,
            scope: required("scope", "error-unit")?,
            identity: Some(dialog.text("identity"))
                .filter(|text| !text.is_empty())
                .map(Secret::new),
            key: Some(dialog.text("key").to_owned()).filter(|text| !text.is_empty()),
        },
        Form::SwitchOff(name) => {
            again(dialog, name)?;
            Order::SwitchOff(name.clone())
        }
        Form::AddKey(name) => Order::AddKey(name.clone(), required("key", "error-key")?),
        Form::RevokeKey(name) => {
            again(dialog, name)?;
            match dialog.code("key") {
                "" => return Err("error-key"),
                fingerprint => Order::RevokeKey(fingerprint.to_owned()),
            }
        }
        Form::Announce => Order::Announce {
            programme: programme::chosen(model, dialog)?,
            year: dialog.text("year").parse().map_err(|_| "error-year")?,
            unit: required("unit", "error-unit")?,
            on: day("on")?,
            kind: AnnouncementKind::from_code(dialog.code("kind")).ok_or("error-internal")?,
            document: required("document", "error-shown-by")?,
        },
        Form::Errors(import) => Order::Errors(*import, lang, typed_place(model, dialog, "folder")?),
        Form::Returns => Order::Returns(
            programme::chosen(model, dialog)?,
            required("unit", "error-unit")?,
            lang,
            typed_place(model, dialog, "folder")?,
        ),
        Form::OpenYear => Order::OpenYear(
            programme::chosen(model, dialog)?,
            dialog.text("year").parse().map_err(|_| "error-year")?,
            Some(dialog.text("folder").to_owned()).filter(|place| !place.is_empty()),
        ),
        Form::Merge(code) => {
            again(dialog, code)?;
            Order::Merge(code.clone(), required("into", "error-unit")?, day("on")?)
        }
        Form::Scan => Order::Scan(
            programme::chosen(model, dialog)?,
            dialog.text("year").parse().map_err(|_| "error-year")?,
            dialog.code("model") == "new",
        ),
        Form::Supplement(claim) => {
            Order::Supplement(*claim, amount()?, required("reason", "error-reason")?)
        }
        Form::Reassess => Order::Reassess,
        Form::Resume => Order::Resume,
        Form::Collect(filter, sum) => match Fen::parse_yuan(dialog.text("sum")) {
            Ok(typed) if typed == sum.total => Order::Collect(filter.clone(), *sum),
            _ => return Err("error-sum"),
        },
        Form::File => Order::File,
        Form::MakeUp => Order::MakeUp {
            scheme: required("scheme", "error-scheme")?,
            unit: required("unit", "error-unit")?,
            amount: amount()?,
            on: day("on")?,
            document: required("document", "error-shown-by")?,
        },
        Form::Institution => Order::Institution {
            code: required("code", "error-institution")?,
            name: required("name", "error-account")?,
            bank: required("bank", "error-account")?,
            account: Secret::new(&required("account", "error-account")?),
            from: day("on")?,
            until: match dialog.text("until") {
                "" => None,
                _ => Some(day("until")?),
            },
        },
        Form::Happened => Order::Happened(entry()?),
        Form::Void => Order::Void(entry()?, required("reason", "error-reason")?),
        Form::Begin => Order::Begin(required("reason", "error-reason")?),
        Form::Put(file) => Order::Put(file.clone(), required("name", "error-login")?),
        Form::Take => Order::Take(
            required("name", "error-login")?,
            required("file", "error-path")?,
            typed_place(model, dialog, "folder")?,
        ),
        Form::SaveHeader | Form::ForgetHeader => Order::Header(
            programme::chosen(model, dialog)?,
            dialog.code("profile").to_owned(),
            required("unit", "error-unit")?,
            required("header", "error-header")?,
            match form {
                Form::SaveHeader => Some(required("field", "error-header")?),
                _ => None,
            },
        ),
        Form::Headers => Order::List(Listing::Headers(
            programme::chosen(model, dialog)?,
            required("unit", "error-unit")?,
        )),
        Form::Analysis => Order::Analysis(
            (day("on")?, day("until")?),
            Grain::from_code(dialog.code("by")).ok_or("error-internal")?,
            lang,
            typed_place(model, dialog, "folder")?,
        ),
        Form::Verify => Order::Verify,
        Form::Seal => Order::Seal,
    })
}

/// The name typed once more must be the one shown.
fn again(dialog: &Dialog, name: &str) -> Result<(), &'static str> {
    if dialog.text("typed") == name {
        return Ok(());
    }
    Err("error-name-again")
}
