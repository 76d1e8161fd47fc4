CREATE TABLE voucher_looks (
    subject_id BLOB NOT NULL,
    claim_id BLOB NOT NULL,
    skeleton TEXT NOT NULL,
    PRIMARY KEY (subject_id, claim_id)
);
CREATE INDEX voucher_looks_skeleton ON voucher_looks (skeleton);
INSERT INTO voucher_looks (subject_id, claim_id, skeleton)
SELECT subject_id, claim_id, max(mark) FROM voucher_marks WHERE mark NOT LIKE '~%' GROUP BY subject_id, claim_id;
DROP TABLE voucher_marks;
