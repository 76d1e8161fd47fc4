CREATE TABLE imports (
    id BLOB PRIMARY KEY NOT NULL,
    profile TEXT NOT NULL,
    programme TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file_digest TEXT NOT NULL,
    state TEXT NOT NULL,
    scope_path TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    accepted BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    warned BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    -- Names and telephone numbers of the sheet's head.
    sealed_head BLOB,
    file_findings TEXT NOT NULL,
    made_by BLOB NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    revision BIGINT NOT NULL
);
CREATE INDEX imports_digest ON imports (profile, file_digest);
CREATE INDEX imports_started ON imports (started_at, id);

CREATE TABLE import_rows (
    import_id BLOB NOT NULL REFERENCES imports (id),
    row_no BIGINT NOT NULL,
    sheet TEXT NOT NULL,
    state TEXT NOT NULL,
    subject_id BLOB,
    claim_id BLOB,
    -- The cells as received.
    sealed BLOB NOT NULL,
    findings TEXT NOT NULL,
    PRIMARY KEY (import_id, row_no)
);

-- What a union's own headers mean, as an operator confirmed it.
CREATE TABLE column_mappings (
    unit_id BLOB NOT NULL REFERENCES units (id),
    profile TEXT NOT NULL,
    -- The header as it is compared: without blanks, notes and punctuation.
    header TEXT NOT NULL,
    -- The header as it was written.
    title TEXT NOT NULL,
    field TEXT NOT NULL,
    made_by BLOB NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (unit_id, profile, header)
);

-- Acts over many claims, committed in chunks and resumable.
CREATE TABLE bulk_acts (
    id BLOB PRIMARY KEY NOT NULL,
    action TEXT NOT NULL,
    made_by BLOB NOT NULL,
    -- What was asked: the purse, and seed and size of the sample that was looked at.
    request TEXT NOT NULL,
    state TEXT NOT NULL,
    item_count BIGINT NOT NULL,
    total_fen BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    revision BIGINT NOT NULL
);

CREATE TABLE bulk_items (
    subject_id BLOB NOT NULL,
    bulk_id BLOB NOT NULL REFERENCES bulk_acts (id),
    claim_id BLOB NOT NULL,
    position BIGINT NOT NULL,
    state TEXT NOT NULL,
    code TEXT,
    message TEXT,
    PRIMARY KEY (subject_id, bulk_id, claim_id)
);
CREATE INDEX bulk_items_open ON bulk_items (bulk_id, state, position);
