CREATE TABLE ledger_entries (
    subject_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    claim_id BYTEA NOT NULL,
    account TEXT NOT NULL,
    -- Positive is debit, negative is credit.
    amount_fen BIGINT NOT NULL,
    step TEXT NOT NULL,
    -- The unit's place in the tree is not copied: entries never change, units may move.
    unit_id BYTEA NOT NULL REFERENCES units (id),
    source TEXT NOT NULL,
    programme TEXT NOT NULL,
    benefit_year SMALLINT NOT NULL,
    budget_year SMALLINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (subject_id, id),
    FOREIGN KEY (subject_id, claim_id) REFERENCES claims (subject_id, id)
);
CREATE INDEX ledger_account ON ledger_entries (unit_id, account);
CREATE INDEX ledger_at ON ledger_entries (at, id);

CREATE TABLE batches (
    id BYTEA PRIMARY KEY NOT NULL,
    number TEXT NOT NULL UNIQUE,
    unit_id BYTEA NOT NULL REFERENCES units (id),
    unit_path TEXT COLLATE "C" NOT NULL,
    programme TEXT NOT NULL,
    source TEXT NOT NULL,
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    line_count BIGINT NOT NULL,
    total_fen BIGINT NOT NULL,
    -- Digest of the frozen lines.
    digest TEXT,
    created_by BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    sealed_by BYTEA,
    sealed_at BIGINT,
    signed_by BYTEA,
    signed_at BIGINT,
    exported_by BYTEA,
    exported_at BIGINT,
    revision BIGINT NOT NULL
);
CREATE INDEX batches_state ON batches (state, created_at, id);

CREATE TABLE batch_lines (
    subject_id BYTEA NOT NULL,
    batch_id BYTEA NOT NULL REFERENCES batches (id),
    claim_id BYTEA NOT NULL,
    line_no BIGINT NOT NULL,
    amount_fen BIGINT NOT NULL,
    member_share_fen BIGINT NOT NULL,
    -- Names, numbers and account as they will be exported.
    sealed_payee BYTEA,
    state TEXT NOT NULL,
    settled_on DATE,
    receipt TEXT,
    PRIMARY KEY (subject_id, batch_id, claim_id),
    FOREIGN KEY (subject_id, claim_id) REFERENCES claims (subject_id, id)
);
CREATE INDEX batch_lines_batch ON batch_lines (batch_id, line_no);

-- Appended, never changed: a mistake is reversed by a new record. The application's role should
-- have INSERT and SELECT only; this is the second lock, for plain PostgreSQL (a distributed one
-- knows no triggers).
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE ON ledger_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
