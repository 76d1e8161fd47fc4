CREATE TABLE ledger_entries (
    subject_id BLOB NOT NULL,
    id BLOB NOT NULL,
    claim_id BLOB NOT NULL,
    account TEXT NOT NULL,
    -- Positive is debit, negative is credit.
    amount_fen BIGINT NOT NULL,
    step TEXT NOT NULL,
    -- The unit's place in the tree is not copied: entries never change, units may move.
    unit_id BLOB NOT NULL REFERENCES units (id),
    source TEXT NOT NULL,
    programme TEXT NOT NULL,
    benefit_year SMALLINT NOT NULL,
    budget_year SMALLINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (subject_id, id),
    FOREIGN KEY (subject_id, claim_id) REFERENCES claims (subject_id, id)
) WITHOUT ROWID;
CREATE INDEX ledger_account ON ledger_entries (unit_id, account);
CREATE INDEX ledger_at ON ledger_entries (at, id);

CREATE TABLE batches (
    id BLOB PRIMARY KEY NOT NULL,
    number TEXT NOT NULL UNIQUE,
    unit_id BLOB NOT NULL REFERENCES units (id),
    unit_path TEXT NOT NULL,
    programme TEXT NOT NULL,
    source TEXT NOT NULL,
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    line_count BIGINT NOT NULL,
    total_fen BIGINT NOT NULL,
    -- Digest of the frozen lines.
    digest TEXT,
    created_by BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    sealed_by BLOB,
    sealed_at BIGINT,
    signed_by BLOB,
    signed_at BIGINT,
    exported_by BLOB,
    exported_at BIGINT,
    revision BIGINT NOT NULL
);
CREATE INDEX batches_state ON batches (state, created_at, id);

CREATE TABLE batch_lines (
    subject_id BLOB NOT NULL,
    batch_id BLOB NOT NULL REFERENCES batches (id),
    claim_id BLOB NOT NULL,
    line_no BIGINT NOT NULL,
    amount_fen BIGINT NOT NULL,
    member_share_fen BIGINT NOT NULL,
    -- Names, numbers and account as they will be exported.
    sealed_payee BLOB,
    state TEXT NOT NULL,
    settled_on DATE,
    receipt TEXT,
    PRIMARY KEY (subject_id, batch_id, claim_id),
    FOREIGN KEY (subject_id, claim_id) REFERENCES claims (subject_id, id)
);
CREATE INDEX batch_lines_batch ON batch_lines (batch_id, line_no);

-- Appended, never changed: a mistake is reversed by a new record.
CREATE TRIGGER ledger_entries_no_update BEFORE UPDATE ON ledger_entries
BEGIN
    SELECT RAISE(ABORT, 'ledger_entries is append-only');
END;
CREATE TRIGGER ledger_entries_no_delete BEFORE DELETE ON ledger_entries
BEGIN
    SELECT RAISE(ABORT, 'ledger_entries is append-only');
END;
