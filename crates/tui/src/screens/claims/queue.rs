//! What the queue keeps: its rows, how it is narrowed, and what is marked in it.

use crate::list::List;
use crate::reading::{Content, Reading};
use domain::fen::Fen;
use domain::ids::ClaimRef;
use std::collections::BTreeMap;
use workflow::views::claims::{ClaimFilter, ClaimRowView, WorkQueue};
use workflow::views::piles::Pile;
use workflow::views::{CappedCount, Page};

/// The queue: its rows, what is wanted of it, and what was marked in it.
#[derive(Debug, Default)]
pub struct Queue {
    /// The rows.
    pub list: List<ClaimRowView>,
    /// What is wanted.
    pub filter: ClaimFilter,
    /// The search as typed.
    pub search: String,
    /// The unit code of the filter as typed.
    pub unit_code: String,
    /// The pile the filter names, in words.
    pub pile: Option<Pile>,
    /// How many match.
    pub count: Option<CappedCount>,
    /// Marked claims with their payable sums: a selection is by id.
    pub marks: BTreeMap<ClaimRef, Fen>,
    /// The question about the sample that a bulk approval waits for.
    pub offered: u64,
    /// The question about all claims that match, which are to be marked.
    pub marking: u64,
    /// How many claims every queue holds, as far as it was counted.
    pub queues: Vec<(WorkQueue, CappedCount)>,
    /// The question about them.
    pub lanes_asked: u64,
    /// Row at which a range of marks begins.
    pub anchor: Option<usize>,
}

impl Queue {
    /// Back to the first row, with nothing marked: what is listed has changed.
    pub fn home(&mut self) {
        self.marks.clear();
        self.marking = 0;
        self.anchor = None;
        self.list.home();
    }

    /// The whole queue again.
    pub(super) fn clear(&mut self) {
        self.filter = ClaimFilter::default();
        self.search.clear();
        self.unit_code.clear();
        self.pile = None;
        self.home();
    }

    /// What is wanted of it now.
    pub(in crate::screens) fn wanted(&self) -> Wanted {
        Wanted {
            filter: Box::new(self.filter.clone()),
            unit_code: self.unit_code.clone(),
        }
    }

    /// Everything of one unit.
    pub(crate) fn narrow_to_unit(&mut self, code: String) {
        self.clear();
        self.unit_code = code;
    }
}

impl Content for Queue {
    /// A page, its filter as read, and the count with the first page.
    type Answer = (Page<ClaimRowView>, Box<ClaimFilter>, Option<CappedCount>);

    fn reading(&self) -> &dyn Reading {
        &self.list
    }

    fn reading_mut(&mut self) -> &mut dyn Reading {
        &mut self.list
    }

    fn accept(&mut self, request: u64, (page, filter, count): Self::Answer) -> bool {
        let awaited = self.list.accept(request, page);
        if awaited {
            self.filter = *filter;
            self.count = count.or(self.count);
        }
        awaited
    }
}

/// What is wanted of the queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The filter as read last.
    pub filter: Box<ClaimFilter>,
    /// The unit code typed into it; empty when none was.
    pub unit_code: String,
}
