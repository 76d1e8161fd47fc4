//! Families: who is married to whom, their children and twins.

use chrono::NaiveDate;

use domain::identity::Sex;

/// A member on some roster.
#[derive(Debug, Clone)]
pub struct Member {
    pub name: String,
    pub id: String,
    pub birth: NaiveDate,
    pub sex: Sex,
    pub phone: String,
    pub bank: String,
    pub card: String,
    /// Index of the basic union.
    pub unit: usize,
    pub family: usize,
    pub listed: bool,
    pub status: &'static str,
    pub dues_until: String,
}

/// The other parent.
#[derive(Debug, Clone)]
pub enum Spouse {
    None,
    /// Not a member of any union here: name, identity number, employer.
    Outside {
        name: String,
        id: String,
        birth: NaiveDate,
        employer: String,
    },
    /// Another member, by index.
    Member(usize),
}

/// A child.
#[derive(Debug, Clone)]
pub struct Child {
    pub name: String,
    pub sex: Sex,
    pub birth: NaiveDate,
    pub area: &'static str,
    pub sequence: u16,
    pub id: String,
    pub certificate: String,
    pub twin: bool,
}

/// One or two parents and their children.
#[derive(Debug, Clone)]
pub struct Family {
    pub first: usize,
    pub spouse: Spouse,
    pub children: Vec<Child>,
}
