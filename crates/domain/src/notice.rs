//! How the delivery of a notice to a member stands, and when it is tried again.

crate::coded! {
    /// Where a notice stands.
    NoticeState {
        /// It is to be sent.
        Pending = "pending", "待发", "to be sent";
        /// Whoever delivers has it.
        Sent = "sent", "已发", "sent";
        /// It is not tried any more.
        Dead = "dead", "已停发", "given up";
    }
}

/// Pauses after a failed attempt, in minutes: a gateway that stumbles is back in minutes, one that is broken is mended
/// within days. After the last one a notice is given up, so that nobody is told of a benefit a month late by surprise.
const PAUSES_MIN: [i64; 7] = [1, 5, 15, 60, 240, 720, 1440];

/// Microseconds until the next attempt after so many that failed; none when it is given up.
pub fn pause_after(attempts: i64) -> Option<i64> {
    let last = usize::try_from(attempts).ok()?.checked_sub(1)?;
    PAUSES_MIN.get(last).map(|minutes| minutes * 60_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_come_to_an_end() {
        let pauses: Vec<i64> = (1..).map_while(pause_after).collect();
        assert_eq!(pauses.len(), PAUSES_MIN.len());
        assert!(pauses.is_sorted_by(|a, b| a < b), "{pauses:?}");
        assert_eq!(pauses.first(), Some(&60_000_000));
        assert_eq!(pause_after(0), None);
    }
}
