-- One keyed hash chain per subject.
CREATE TABLE audit_log (
    subject_id BYTEA NOT NULL,
    seq BIGINT NOT NULL,
    claim_id BYTEA,
    at BIGINT NOT NULL,
    made_by BYTEA NOT NULL,
    action TEXT NOT NULL,
    detail TEXT NOT NULL,
    -- Digest of the claim's business values after the change.
    state_digest BYTEA NOT NULL,
    -- Digest of the decision that was stored with the entry.
    decision_digest BYTEA,
    hash BYTEA NOT NULL,
    PRIMARY KEY (subject_id, seq)
);
-- Entries come in the order of time, so the index only grows at its end.
CREATE INDEX audit_log_at ON audit_log (at);

CREATE TABLE chain_heads (
    subject_id BYTEA PRIMARY KEY NOT NULL,
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    -- Sealed up to this entry; behind seq when something happened since.
    sealed_seq BIGINT NOT NULL
);
CREATE INDEX chain_heads_unsealed ON chain_heads (subject_id) WHERE sealed_seq < seq;

-- Logins, exports, parameters, operators: one chain per operator.
CREATE TABLE event_log (
    operator_id BYTEA NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    action TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (operator_id, seq)
);
CREATE INDEX event_log_at ON event_log (at);

CREATE TABLE event_heads (
    operator_id BYTEA PRIMARY KEY NOT NULL,
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL
);

-- A seal binds every head that changed since the last one.
CREATE TABLE seals (
    seq BIGINT PRIMARY KEY NOT NULL,
    at BIGINT NOT NULL,
    made_by BYTEA NOT NULL,
    heads BIGINT NOT NULL,
    root BYTEA NOT NULL,
    hash BYTEA NOT NULL
);

CREATE TABLE seal_heads (
    subject_id BYTEA NOT NULL,
    seal_seq BIGINT NOT NULL REFERENCES seals (seq),
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (subject_id, seal_seq)
);
CREATE INDEX seal_heads_seal ON seal_heads (seal_seq, subject_id);

-- Appended, never changed: a mistake is reversed by a new record. The application's role should
-- have INSERT and SELECT only; this is the second lock, for plain PostgreSQL (a distributed one
-- knows no triggers).
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_log_append_only BEFORE UPDATE OR DELETE ON event_log
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seals_append_only BEFORE UPDATE OR DELETE ON seals
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seal_heads_append_only BEFORE UPDATE OR DELETE ON seal_heads
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
