-- An approved claim is decided again too, until a batch is sealed with it. Takes the place of claims_again.
CREATE INDEX claims_due ON claims (again_on) WHERE state IN ('submitted', 'held', 'reviewed', 'approved');
