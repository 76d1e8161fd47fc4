//! How a programme's claims are held against each other, to find two that may be for the same thing.

use domain::identity::IdentityKind;
use matching::schema::Schema;

/// What a programme says of it.
#[derive(Debug, Clone, Copy)]
pub struct Similarity {
    /// The fields, comparisons and blocks.
    pub schema: fn() -> Schema,
    /// The model a year is weighed with until it has one of its own, JSON.
    pub shipped_model: &'static str,
    /// The numbers of the subject that are compared.
    pub subject_numbers: &'static [IdentityKind],
    /// The numbers of the claimant that are compared.
    pub claimant_numbers: &'static [IdentityKind],
    /// A claim as cells, in the order of the schema's fields.
    pub cells: fn(Compared) -> Vec<String>,
}

/// What is compared of a claim. Whatever is not known is empty.
pub struct Compared {
    /// Code of the union that files.
    pub unit_code: String,
    /// Code of the county it lies in (GB/T 2260).
    pub county: String,
    /// The person the benefit is for.
    pub subject: ComparedPerson,
    /// The member who claims.
    pub claimant: ComparedPerson,
    /// The claimant's telephone on the union's roster.
    pub phone: String,
}

/// What is compared of a person.
pub struct ComparedPerson {
    /// The name as filed.
    pub name: String,
    /// The birth date, `2015-03-07`.
    pub birth_date: String,
    /// The code of the sex.
    pub sex: String,
    /// The numbers asked for, in that order.
    pub numbers: Vec<String>,
}
