-- What a claim's voucher number has in common with those that look like it: letters that look alike, zeros in front and
-- the mark of a copy make none of it.
CREATE TABLE voucher_looks (
    subject_id BYTEA NOT NULL,
    claim_id BYTEA NOT NULL,
    skeleton TEXT NOT NULL,
    PRIMARY KEY (subject_id, claim_id)
);
CREATE INDEX voucher_looks_skeleton ON voucher_looks (skeleton);

-- Of claims filed before, what can be said without reading Unicode; the whole of it is written when one is changed.
INSERT INTO voucher_looks (subject_id, claim_id, skeleton)
SELECT subject_id, id, ltrim(translate(upper(voucher), 'OIL', '011'), '0')
FROM claims
WHERE voucher IS NOT NULL AND mode = 'reimburse';

-- Whom a roster names as a member's spouse without a number: who that is may be known once the spouse's roster is here.
CREATE TABLE named_spouses (
    person_id BYTEA NOT NULL,
    unit_id BYTEA NOT NULL,
    name TEXT NOT NULL,
    works_at TEXT NOT NULL,
    PRIMARY KEY (person_id, unit_id)
);
CREATE INDEX named_spouses_works_at ON named_spouses (works_at);
CREATE INDEX named_spouses_unit ON named_spouses (unit_id);
