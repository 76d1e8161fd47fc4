//! Feeds under the terms of their periods, made once for each set of terms.

use policy::messages::MessageFeed;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The terms a feed was made of, as digests of the periods' parameters, and the feed.
type Made = (Vec<String>, Arc<dyn MessageFeed>);

/// The last feed made of each programme.
#[derive(Default)]
pub struct Feeds(Mutex<BTreeMap<String, Made>>);

impl Feeds {
    /// The feed, if it was made of the terms with these digests.
    pub(super) fn find(&self, programme: &str, digests: &[String]) -> Option<Arc<dyn MessageFeed>> {
        let feeds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, feed) = feeds.get(programme)?;
        (of == digests).then(|| Arc::clone(feed))
    }

    pub(super) fn keep(&self, programme: &str, digests: Vec<String>, feed: &Arc<dyn MessageFeed>) {
        let mut feeds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        feeds.insert(programme.to_owned(), (digests, Arc::clone(feed)));
    }
}
