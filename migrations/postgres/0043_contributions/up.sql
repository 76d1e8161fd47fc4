-- Who paid what for whose part in a scheme: what a roster says less what was posted before. Appended, never changed.
CREATE TABLE contribution_postings (
    subject_id BYTEA NOT NULL REFERENCES people (id),
    id BYTEA NOT NULL,
    programme TEXT NOT NULL,
    scheme TEXT COLLATE "C" NOT NULL,
    plan TEXT COLLATE "C" NOT NULL,
    -- The union whose roster says so.
    unit_id BYTEA NOT NULL REFERENCES units (id),
    payer TEXT NOT NULL,
    amount_fen BIGINT NOT NULL,
    -- The import that says so: what it posted is vouched for together.
    import_id BYTEA NOT NULL REFERENCES imports (id),
    at BIGINT NOT NULL,
    made_by BYTEA NOT NULL REFERENCES operators (id),
    PRIMARY KEY (subject_id, id)
);
CREATE INDEX contribution_postings_import ON contribution_postings (import_id);
CREATE INDEX contribution_postings_unit ON contribution_postings (unit_id, programme, scheme);

-- What unions put into the fund of a scheme besides contributions; below zero takes an entry back. Appended, never changed.
CREATE TABLE fund_makeups (
    id BYTEA PRIMARY KEY NOT NULL,
    programme TEXT NOT NULL,
    scheme TEXT COLLATE "C" NOT NULL,
    -- The union that pays.
    unit_id BYTEA NOT NULL REFERENCES units (id),
    amount_fen BIGINT NOT NULL,
    paid_on DATE NOT NULL,
    -- The decision it rests on.
    document TEXT NOT NULL,
    at BIGINT NOT NULL,
    made_by BYTEA NOT NULL REFERENCES operators (id),
    CHECK (amount_fen <> 0)
);
CREATE INDEX fund_makeups_scheme ON fund_makeups (programme, scheme, at, id);

-- Who left and is replaced by this person, one for one.
ALTER TABLE participations ADD COLUMN replaces_id BYTEA;
CREATE TRIGGER contribution_postings_append_only BEFORE UPDATE OR DELETE ON contribution_postings
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER fund_makeups_append_only BEFORE UPDATE OR DELETE ON fund_makeups
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
