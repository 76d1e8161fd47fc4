-- Of how receipts look it keeps what can be said without reading Unicode.
ALTER TABLE claims RENAME COLUMN spends TO voucher;
CREATE TABLE voucher_marks (
    subject_id BYTEA NOT NULL,
    claim_id BYTEA NOT NULL,
    mark TEXT NOT NULL,
    PRIMARY KEY (subject_id, claim_id, mark)
);
CREATE INDEX voucher_marks_mark ON voucher_marks (mark);
INSERT INTO voucher_marks (subject_id, claim_id, mark)
SELECT subject_id, id, ltrim(translate(upper(voucher), 'OIL', '011'), '0')
FROM claims
WHERE voucher IS NOT NULL AND mode = 'reimburse';
CREATE TABLE used_vouchers (
    programme TEXT NOT NULL,
    voucher TEXT NOT NULL,
    subject_id BYTEA NOT NULL,
    claim_id BYTEA NOT NULL,
    PRIMARY KEY (programme, voucher)
);
CREATE UNIQUE INDEX used_vouchers_claim ON used_vouchers (subject_id, claim_id);
INSERT INTO used_vouchers (programme, voucher, subject_id, claim_id)
SELECT claims.programme, claims.voucher, claims.subject_id, claims.id
FROM claim_marks JOIN claims ON claims.subject_id = claim_marks.subject_id AND claims.id = claim_marks.claim_id
WHERE claim_marks.role = 'spent' AND claims.voucher IS NOT NULL;
CREATE INDEX claims_voucher ON claims (voucher);
CREATE INDEX claims_card ON claims (card_index);
DELETE FROM meta WHERE key = 'claim-marks';
DROP TABLE claim_marks;
