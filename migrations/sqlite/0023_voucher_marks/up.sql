-- By what the vouchers that may be a claim's are found: how each number of its cell looks, and the ends by which people name
-- long ones.
CREATE TABLE voucher_marks (
    subject_id BLOB NOT NULL,
    claim_id BLOB NOT NULL,
    mark TEXT NOT NULL,
    PRIMARY KEY (subject_id, claim_id, mark)
);
CREATE INDEX voucher_marks_mark ON voucher_marks (mark);

INSERT INTO voucher_marks (subject_id, claim_id, mark)
SELECT subject_id, claim_id, skeleton FROM voucher_looks;
INSERT INTO voucher_marks (subject_id, claim_id, mark)
SELECT subject_id, claim_id, '~' || substr(skeleton, -8) FROM voucher_looks WHERE length(skeleton) >= 8;
DROP TABLE voucher_looks;
