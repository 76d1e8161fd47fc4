DROP TABLE case_claims;
DROP TABLE cases;
DROP TABLE claim_events;
DROP TABLE decisions;
DROP TABLE claim_numbers;
DROP TABLE claims;
DROP TABLE slots;
