-- Undecided claims whose decision a day may change: what is due is found without reading the others.
CREATE INDEX claims_again ON claims (again_on) WHERE state IN ('submitted', 'held', 'reviewed');
