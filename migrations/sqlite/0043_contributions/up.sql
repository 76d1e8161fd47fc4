-- Who paid what for whose part in a scheme: what a roster says less what was posted before. Appended, never changed.
CREATE TABLE contribution_postings (
    subject_id BLOB NOT NULL REFERENCES people (id),
    id BLOB NOT NULL,
    programme TEXT NOT NULL,
    scheme TEXT NOT NULL,
    plan TEXT NOT NULL,
    -- The union whose roster says so.
    unit_id BLOB NOT NULL REFERENCES units (id),
    payer TEXT NOT NULL,
    amount_fen BIGINT NOT NULL,
    -- The import that says so: what it posted is vouched for together.
    import_id BLOB NOT NULL REFERENCES imports (id),
    at BIGINT NOT NULL,
    made_by BLOB NOT NULL REFERENCES operators (id),
    PRIMARY KEY (subject_id, id)
);
CREATE INDEX contribution_postings_import ON contribution_postings (import_id);
CREATE INDEX contribution_postings_unit ON contribution_postings (unit_id, programme, scheme);

-- What unions put into the fund of a scheme besides contributions; below zero takes an entry back. Appended, never changed.
CREATE TABLE fund_makeups (
    id BLOB PRIMARY KEY NOT NULL,
    programme TEXT NOT NULL,
    scheme TEXT NOT NULL,
    -- The union that pays.
    unit_id BLOB NOT NULL REFERENCES units (id),
    amount_fen BIGINT NOT NULL,
    paid_on DATE NOT NULL,
    -- The decision it rests on.
    document TEXT NOT NULL,
    at BIGINT NOT NULL,
    made_by BLOB NOT NULL REFERENCES operators (id),
    CHECK (amount_fen <> 0)
);
CREATE INDEX fund_makeups_scheme ON fund_makeups (programme, scheme, at, id);

-- Who left and is replaced by this person, one for one.
ALTER TABLE participations ADD COLUMN replaces_id BLOB;
CREATE TRIGGER contribution_postings_no_update BEFORE UPDATE ON contribution_postings
BEGIN
    SELECT RAISE(ABORT, 'contribution_postings is append-only');
END;
CREATE TRIGGER contribution_postings_no_delete BEFORE DELETE ON contribution_postings
BEGIN
    SELECT RAISE(ABORT, 'contribution_postings is append-only');
END;
CREATE TRIGGER fund_makeups_no_update BEFORE UPDATE ON fund_makeups
BEGIN
    SELECT RAISE(ABORT, 'fund_makeups is append-only');
END;
CREATE TRIGGER fund_makeups_no_delete BEFORE DELETE ON fund_makeups
BEGIN
    SELECT RAISE(ABORT, 'fund_makeups is append-only');
END;
