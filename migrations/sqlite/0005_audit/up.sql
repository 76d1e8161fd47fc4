-- One keyed hash chain per subject.
CREATE TABLE audit_log (
    subject_id BLOB NOT NULL,
    seq BIGINT NOT NULL,
    claim_id BLOB,
    at BIGINT NOT NULL,
    made_by BLOB NOT NULL,
    action TEXT NOT NULL,
    detail TEXT NOT NULL,
    -- Digest of the claim's business values after the change.
    state_digest BLOB NOT NULL,
    -- Digest of the decision that was stored with the entry.
    decision_digest BLOB,
    hash BLOB NOT NULL,
    PRIMARY KEY (subject_id, seq)
) WITHOUT ROWID;
-- Entries come in the order of time, so the index only grows at its end.
CREATE INDEX audit_log_at ON audit_log (at);

CREATE TABLE chain_heads (
    subject_id BLOB PRIMARY KEY NOT NULL,
    seq BIGINT NOT NULL,
    hash BLOB NOT NULL,
    -- Sealed up to this entry; behind seq when something happened since.
    sealed_seq BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX chain_heads_unsealed ON chain_heads (subject_id) WHERE sealed_seq < seq;

-- Logins, exports, parameters, operators: one chain per operator.
CREATE TABLE event_log (
    operator_id BLOB NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    action TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (operator_id, seq)
) WITHOUT ROWID;
CREATE INDEX event_log_at ON event_log (at);

CREATE TABLE event_heads (
    operator_id BLOB PRIMARY KEY NOT NULL,
    seq BIGINT NOT NULL,
    hash BLOB NOT NULL
) WITHOUT ROWID;

-- A seal binds every head that changed since the last one.
CREATE TABLE seals (
    seq BIGINT PRIMARY KEY NOT NULL,
    at BIGINT NOT NULL,
    made_by BLOB NOT NULL,
    heads BIGINT NOT NULL,
    root BLOB NOT NULL,
    hash BLOB NOT NULL
);

CREATE TABLE seal_heads (
    subject_id BLOB NOT NULL,
    seal_seq BIGINT NOT NULL REFERENCES seals (seq),
    seq BIGINT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (subject_id, seal_seq)
) WITHOUT ROWID;
CREATE INDEX seal_heads_seal ON seal_heads (seal_seq, subject_id);

-- Appended, never changed: a mistake is reversed by a new record.
CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
BEGIN
    SELECT RAISE(ABORT, 'audit_log is append-only');
END;
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
BEGIN
    SELECT RAISE(ABORT, 'audit_log is append-only');
END;
CREATE TRIGGER event_log_no_update BEFORE UPDATE ON event_log
BEGIN
    SELECT RAISE(ABORT, 'event_log is append-only');
END;
CREATE TRIGGER event_log_no_delete BEFORE DELETE ON event_log
BEGIN
    SELECT RAISE(ABORT, 'event_log is append-only');
END;
CREATE TRIGGER seals_no_update BEFORE UPDATE ON seals
BEGIN
    SELECT RAISE(ABORT, 'seals is append-only');
END;
CREATE TRIGGER seals_no_delete BEFORE DELETE ON seals
BEGIN
    SELECT RAISE(ABORT, 'seals is append-only');
END;
CREATE TRIGGER seal_heads_no_update BEFORE UPDATE ON seal_heads
BEGIN
    SELECT RAISE(ABORT, 'seal_heads is append-only');
END;
CREATE TRIGGER seal_heads_no_delete BEFORE DELETE ON seal_heads
BEGIN
    SELECT RAISE(ABORT, 'seal_heads is append-only');
END;
