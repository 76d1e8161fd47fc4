//! Posts notices to a gateway in the site's own network.

use super::{TAKES_MAX, body};
use workflow::outbox::{Delivery, Letter, Sender};

/// Its address.
pub struct Gateway(pub String);

impl Sender for Gateway {
    fn deliver(&mut self, letter: &Letter<'_>) -> Delivery {
        // A gateway that has had the notice before knows it by its id.
        let answer = minreq::post(&self.0)
            .with_header("Content-Type", "application/json; charset=utf-8")
            .with_header("Idempotency-Key", letter.id.to_string())
            .with_body(body(letter))
            .with_timeout(TAKES_MAX.as_secs())
            .with_max_redirects(0)
            .send_lazy();
        match answer {
            Ok(answer) => told(answer.status_code),
            Err(error) => {
                tracing::warn!(%error, "the gateway for notices did not answer");
                Delivery::Later("unreachable")
            }
        }
    }
}

/// What a status says: too early, too much or a fault of the gateway's own may pass; that the notice is wrong will not.
fn told(status: i32) -> Delivery {
    match status {
        200..=299 => Delivery::Done,
        408 | 425 | 429 => Delivery::Later("busy"),
        400 | 404..=499 => Delivery::Refused("refused"),
        _ => Delivery::Later("busy"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_notice_that_is_wrong_is_given_up_at_once() {
        for status in [200, 202, 204] {
            assert_eq!(told(status), Delivery::Done);
        }
        // A key that has expired is the site's to mend, and no fault of the notice.
        for status in [301, 401, 403, 408, 429, 500, 503] {
            assert_eq!(told(status), Delivery::Later("busy"), "{status}");
        }
        for status in [400, 413, 422] {
            assert_eq!(told(status), Delivery::Refused("refused"), "{status}");
        }
    }
}
