-- Reference tables: small, rarely written, no subject.
CREATE TABLE meta (
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);

CREATE TABLE units (
    id BLOB PRIMARY KEY NOT NULL,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    level TEXT NOT NULL,
    parent_id BLOB REFERENCES units (id),
    -- Materialised place in the tree, '/HN/HN4301/', copied onto claims as unit_path.
    path TEXT NOT NULL UNIQUE,
    credit_code TEXT,
    area_code TEXT,
    succeeded_by BLOB REFERENCES units (id),
    succeeded_on DATE,
    updated_at BIGINT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX units_parent ON units (parent_id, code);

-- Who a unit reported to, and since when.
CREATE TABLE unit_moves (
    unit_id BLOB NOT NULL REFERENCES units (id),
    at BIGINT NOT NULL,
    parent_id BLOB,
    path TEXT NOT NULL,
    moved_by BLOB NOT NULL,
    PRIMARY KEY (unit_id, at)
);

CREATE TABLE operators (
    id BLOB PRIMARY KEY NOT NULL,
    name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    scope_path TEXT NOT NULL,
    -- The operator's own identity number, to keep everybody out of their own family's claims.
    sealed_identity BLOB,
    identity_index BLOB,
    active BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    created_by BLOB,
    revision BIGINT NOT NULL
);

-- Who may come in over SSH. A key is given to one operator once; a revoked one never comes back.
CREATE TABLE operator_keys (
    id BLOB PRIMARY KEY NOT NULL,
    operator_id BLOB NOT NULL REFERENCES operators (id),
    -- 'SHA256:' and the digest of the key as ssh-keygen prints it.
    fingerprint TEXT NOT NULL UNIQUE,
    public_key TEXT NOT NULL,
    added_by BLOB NOT NULL,
    added_at BIGINT NOT NULL,
    revoked_by BLOB,
    revoked_at BIGINT
);
CREATE INDEX operator_keys_operator ON operator_keys (operator_id, added_at, id);

CREATE TABLE periods (
    id BLOB PRIMARY KEY NOT NULL,
    programme TEXT NOT NULL,
    benefit_year SMALLINT NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    params TEXT NOT NULL,
    digest TEXT NOT NULL,
    window_open DATE NOT NULL,
    window_close DATE NOT NULL,
    benefit_start DATE NOT NULL,
    benefit_end DATE NOT NULL,
    standard_fen BIGINT NOT NULL,
    invented BOOLEAN NOT NULL,
    updated_at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    UNIQUE (programme, benefit_year)
);

-- Every version a decision may have been taken under.
CREATE TABLE period_versions (
    period_id BLOB NOT NULL REFERENCES periods (id),
    version BIGINT NOT NULL,
    params TEXT NOT NULL,
    digest TEXT NOT NULL,
    at BIGINT NOT NULL,
    made_by BLOB NOT NULL,
    PRIMARY KEY (period_id, version)
);

CREATE TABLE rulings (
    programme TEXT NOT NULL,
    option_key TEXT NOT NULL,
    at BIGINT NOT NULL,
    value TEXT NOT NULL,
    document TEXT NOT NULL,
    decided_on DATE NOT NULL,
    proposed_by BLOB NOT NULL,
    seconded_by BLOB,
    PRIMARY KEY (programme, option_key, at)
);

CREATE TABLE plans (
    unit_id BLOB NOT NULL REFERENCES units (id),
    programme TEXT NOT NULL,
    benefit_year SMALLINT NOT NULL,
    mode TEXT NOT NULL,
    amount_fen BIGINT,
    ratio_bp BIGINT,
    minutes TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (unit_id, programme, benefit_year, mode)
);

CREATE TABLE budgets (
    unit_id BLOB NOT NULL REFERENCES units (id),
    calendar_year SMALLINT NOT NULL,
    source TEXT NOT NULL,
    total_fen BIGINT NOT NULL,
    reserved_fen BIGINT NOT NULL,
    minutes TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (unit_id, calendar_year, source),
    CHECK (reserved_fen >= 0 AND reserved_fen <= total_fen)
);

-- What one operator proposes and a second one puts in force.
CREATE TABLE changes (
    id BLOB PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    unit_path TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    proposed_by BLOB NOT NULL,
    proposed_at BIGINT NOT NULL,
    decided_by BLOB,
    decided_at BIGINT,
    reason TEXT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX changes_state ON changes (state, proposed_at, id);
CREATE INDEX changes_target ON changes (target, state);

-- How members were told of the benefit (湘工发〔2025〕11号 四).
CREATE TABLE announcements (
    id BLOB PRIMARY KEY NOT NULL,
    unit_id BLOB NOT NULL REFERENCES units (id),
    programme TEXT NOT NULL,
    benefit_year SMALLINT NOT NULL,
    held_on DATE NOT NULL,
    kind TEXT NOT NULL,
    document TEXT NOT NULL,
    recorded_by BLOB NOT NULL,
    recorded_at BIGINT NOT NULL
);
CREATE INDEX announcements_unit ON announcements (programme, benefit_year, unit_id);

-- Changes in force whose claims are not all assessed again yet: written with the change, removed by
-- the run that has looked at every claim.
CREATE TABLE pending_reassessments (
    id BLOB PRIMARY KEY NOT NULL,
    affected TEXT NOT NULL,
    noted_by BLOB NOT NULL,
    noted_at BIGINT NOT NULL
);

-- What an operator keeps for the next session: filters by name, and texts that were not sent.
CREATE TABLE operator_notes (
    operator_id BLOB NOT NULL REFERENCES operators (id),
    -- filter or draft
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (operator_id, kind, name)
);

-- The record an operator looks at, as of an instant; an old one means that nobody does.
CREATE TABLE presences (
    operator_id BLOB PRIMARY KEY NOT NULL REFERENCES operators (id),
    record TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX presences_record ON presences (record, at);

-- Appended, never changed: what was wrong is told in a further record.
CREATE TRIGGER announcements_no_update BEFORE UPDATE ON announcements
BEGIN
    SELECT RAISE(ABORT, 'announcements is append-only');
END;
CREATE TRIGGER announcements_no_delete BEFORE DELETE ON announcements
BEGIN
    SELECT RAISE(ABORT, 'announcements is append-only');
END;
