CREATE INDEX claims_again ON claims (again_on) WHERE state IN ('submitted', 'held', 'reviewed');
