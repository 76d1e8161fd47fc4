-- What of claims is looked up across claims, of every programme: keyed digests, which tell nothing by themselves.
CREATE TABLE claim_marks (
    subject_id BYTEA NOT NULL,
    claim_id BYTEA NOT NULL,
    programme TEXT NOT NULL,
    -- What it is, in the programme's words: an account, the look of a receipt's number.
    kind TEXT NOT NULL,
    digest BYTEA NOT NULL,
    -- Shown by the claim; spent by its approval, once and by one claim; shared with another claim of that one's slot.
    role TEXT NOT NULL,
    PRIMARY KEY (subject_id, claim_id, role, kind, digest)
);
CREATE INDEX claim_marks_digest ON claim_marks (kind, digest);
CREATE UNIQUE INDEX claim_marks_spent ON claim_marks (programme, kind, digest) WHERE role = 'spent';

-- Accounts have their digests; those of what programmes name are made with the keys, by the first `init` after this.
INSERT INTO claim_marks (subject_id, claim_id, programme, kind, digest, role)
SELECT subject_id, id, programme, 'account', card_index, 'shown' FROM claims WHERE card_index IS NOT NULL;
INSERT INTO meta (key, value) SELECT 'claim-marks', 'missing' WHERE EXISTS (SELECT 1 FROM claims);

DROP INDEX claims_card;
DROP INDEX claims_voucher;
DROP TABLE used_vouchers;
DROP TABLE voucher_marks;
ALTER TABLE claims RENAME COLUMN voucher TO spends;
