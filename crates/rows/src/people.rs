//! What every claim's row may name: the member, the partner, the account, the claim it corrects.

use crate::codes;
use crate::column::ColumnSpec;
use crate::numbers::Whose;
use crate::reader::{Read, RowReader, shown};
use crate::sheet::Context;
use domain::claim_number::{ClaimNumber, ClaimNumberError};
use domain::draft::PersonDraft;

impl RowReader<'_> {
    /// The number of the claim the row corrects; a mistyped one is refused, for the row would be filed anew.
    pub fn claim_number(&mut self, field: &ColumnSpec) -> Option<ClaimNumber> {
        let text = self.text(field).value()?;
        let value = shown(&text);
        let code = match text.parse() {
            Ok(number) => return Some(number),
            Err(ClaimNumberError::Shape) => codes::CLAIM_NUMBER_FORMAT,
            Err(ClaimNumberError::Check) => codes::CLAIM_NUMBER_CHECK,
        };
        self.report(field, code, &[("value", &value)]);
        None
    }

    /// A grown-up by name and number, both required; birth date and sex are the number's.
    pub fn adult(
        &mut self,
        name: &ColumnSpec,
        number: &ColumnSpec,
        context: &Context,
    ) -> Option<PersonDraft> {
        let named = self.name(name);
        let named = self.required(name, named);
        let read = self.identity(number, None, Whose::Adult, context);
        let identity = self.required(number, read)?;
        let (birth_date, sex) = (identity.birth_date(), identity.sex());
        Some(PersonDraft {
            name: named?,
            identities: vec![identity],
            birth_date,
            sex,
        })
    }

    /// The partner of `member`, when the row has the number: a name alone names nobody.
    pub fn partner(
        &mut self,
        name: &ColumnSpec,
        number: &ColumnSpec,
        member: Option<&PersonDraft>,
        context: &Context,
    ) -> Option<PersonDraft> {
        let named = self.name(name).value();
        let identity = match self.identity(number, None, Whose::Adult, context) {
            Read::Value(identity) => identity,
            Read::Blank => {
                return named.map(|name| PersonDraft {
                    name,
                    identities: Vec::new(),
                    birth_date: None,
                    sex: None,
                });
            }
            Read::Faulty => return None,
        };
        if member.is_some_and(|member| member.identities.contains(&identity)) {
            let value = identity.masked();
            self.report(number, codes::SAME_IDENTITY, &[("value", &value)]);
        }
        Some(PersonDraft {
            name: named.unwrap_or_default(),
            birth_date: identity.birth_date(),
            sex: identity.sex(),
            identities: vec![identity],
        })
    }
}
