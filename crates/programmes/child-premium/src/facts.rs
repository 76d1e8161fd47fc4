//! What the rules ask beyond what is known of every claim.

use crate::receipts;
use policy::{Asks, FactSpec};

/// The bank card was used for another member.
pub const CARD_USED: FactSpec = FactSpec::new("card_used", Asks::SharedAccount);

/// What is known of the other parent.
pub const PARTNER: FactSpec = FactSpec::new("spouse", Asks::Partner);
/// Proof of parentage that the union saw in an earlier claim.
pub const PROOF_SEEN_HERE: FactSpec = FactSpec::new("proof", Asks::ProofSeenHere);
/// Another union of the province saw one.
pub const PROOF_SEEN_ELSEWHERE: FactSpec =
    FactSpec::new("proof_elsewhere", Asks::ProofSeenElsewhere);

/// All questions. Of several claims that share something, the first one here is named.
pub(crate) const ASKED: &[FactSpec] = &[
    receipts::USED,
    receipts::OF_ANOTHER_YEAR,
    receipts::ALIKE,
    receipts::PAYMENT_OF_ANOTHER_YEAR,
    receipts::OTHER,
    CARD_USED,
    PARTNER,
    PROOF_SEEN_HERE,
    PROOF_SEEN_ELSEWHERE,
];
