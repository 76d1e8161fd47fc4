-- Which claim a voucher was approved for, in its normal form: two claims of different child-years cannot both have it,
-- whoever approves them in the same moment. Given back as the child-year is.
CREATE TABLE used_vouchers (
    programme TEXT NOT NULL,
    voucher TEXT NOT NULL,
    subject_id BYTEA NOT NULL,
    claim_id BYTEA NOT NULL,
    PRIMARY KEY (programme, voucher)
);
CREATE UNIQUE INDEX used_vouchers_claim ON used_vouchers (subject_id, claim_id);

-- What the roster wrote in the place of a month of dues, or beside active service.
ALTER TABLE memberships ADD COLUMN dues_said TEXT;
ALTER TABLE memberships ADD COLUMN service_said TEXT;

-- The first day on which the last decision may come out differently though nothing is changed.
ALTER TABLE claims ADD COLUMN again_on DATE;
