//! Columns of a programme's claims sheet, declared as data so that the importer knows no programme.

/// How a cell is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// An identity number: text only; a numeric cell has lost digits and is refused.
    Identity,
    /// A bank card or account number: text only.
    BankCard,
    /// A mobile number.
    Mobile,
    /// A person's name.
    Name,
    /// A calendar date.
    Date,
    /// A sum in yuan.
    Money,
    /// A benefit year.
    Year,
    /// Anything else.
    Text,
}

/// One column: its canonical header, the other headers seen in the field, how it is read.
#[derive(Debug, Clone, Copy)]
pub struct ColumnSpec {
    /// Stable field name, such as `child_id`.
    pub field: &'static str,
    /// The header of the template.
    pub header: &'static str,
    /// Headers seen in files that mean the same.
    pub aliases: &'static [&'static str],
    /// How a cell is read.
    pub kind: ColumnKind,
    /// A row without it makes no claim.
    pub required: bool,
}
