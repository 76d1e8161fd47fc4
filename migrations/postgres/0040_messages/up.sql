-- Messages that a programme is fed with, as they were received. Appended, never changed.
CREATE TABLE messages (
    id BYTEA PRIMARY KEY NOT NULL,
    programme TEXT NOT NULL,
    -- Keyed digest of what it says: the same message again is the same message.
    digest BYTEA NOT NULL,
    -- single, or list: a row of a list that sums a month up.
    origin TEXT NOT NULL,
    -- The text as received.
    sealed BYTEA NOT NULL,
    -- The act that took it: what it wrote is vouched for together.
    receipt_id BYTEA NOT NULL,
    received_on DATE NOT NULL,
    received_at BIGINT NOT NULL,
    received_by BYTEA NOT NULL REFERENCES operators (id),
    UNIQUE (programme, digest)
);
CREATE INDEX messages_receipt ON messages (receipt_id);

-- What ties messages together, as keyed digests: ids of the sender's system, and whom they are about.
CREATE TABLE message_keys (
    digest BYTEA NOT NULL,
    message_id BYTEA NOT NULL REFERENCES messages (id),
    PRIMARY KEY (digest, message_id)
);
CREATE INDEX message_keys_message ON message_keys (message_id);

-- Messages whose counterpart has not come, or that a human has to read.
CREATE TABLE waiting_messages (
    message_id BYTEA PRIMARY KEY NOT NULL REFERENCES messages (id),
    programme TEXT NOT NULL,
    -- The sender's id of what it is about; empty where it names none.
    about TEXT NOT NULL,
    -- Codes of what was found, JSON.
    findings TEXT NOT NULL,
    since BIGINT NOT NULL
);
CREATE INDEX waiting_messages_since ON waiting_messages (programme, since, message_id);

-- Who takes part in what, and what is paid for it.
CREATE TABLE participations (
    subject_id BYTEA NOT NULL REFERENCES people (id),
    programme TEXT NOT NULL,
    scheme TEXT NOT NULL,
    plan TEXT NOT NULL,
    unit_id BYTEA NOT NULL REFERENCES units (id),
    joined_on DATE,
    left_on DATE,
    shares SMALLINT NOT NULL,
    contribution_fen BIGINT NOT NULL,
    -- The part the person pays.
    own_fen BIGINT NOT NULL,
    -- Keyed digest of the number under which the sender's system knows the person.
    known_as BYTEA,
    name TEXT NOT NULL,
    bank TEXT,
    sealed_card BYTEA,
    import_id BYTEA NOT NULL REFERENCES imports (id),
    updated_at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (subject_id, programme, scheme, plan),
    CHECK (shares > 0),
    CHECK (own_fen >= 0 AND contribution_fen >= own_fen)
);
CREATE INDEX participations_known_as ON participations (known_as);
CREATE INDEX participations_unit ON participations (unit_id, programme, scheme);

-- What stands of somebody's messages: one row for each thing that is paid or not.
CREATE TABLE entitlements (
    subject_id BYTEA NOT NULL REFERENCES people (id),
    programme TEXT NOT NULL,
    entry_key TEXT COLLATE "C" NOT NULL,
    scheme TEXT NOT NULL,
    benefit_year SMALLINT NOT NULL,
    due_on DATE,
    state TEXT NOT NULL,
    base_fen BIGINT,
    sum_fen BIGINT NOT NULL,
    -- What was found, JSON.
    findings TEXT NOT NULL,
    -- What the claim made of it says, where there is one.
    claim_id BYTEA,
    filed_fen BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (subject_id, programme, entry_key),
    CHECK (sum_fen >= 0 AND filed_fen >= 0)
);
-- What is to be filed, or filed anew.
CREATE INDEX entitlements_unfiled ON entitlements (programme, subject_id, entry_key) WHERE sum_fen <> filed_fen;

-- Every change of a sum, with the message that brought it; their sum is what stands. Appended, never changed.
CREATE TABLE entitlement_postings (
    subject_id BYTEA NOT NULL REFERENCES people (id),
    id BYTEA NOT NULL,
    programme TEXT NOT NULL,
    entry_key TEXT COLLATE "C" NOT NULL,
    amount_fen BIGINT NOT NULL,
    receipt_id BYTEA NOT NULL,
    at BIGINT NOT NULL,
    made_by BYTEA NOT NULL REFERENCES operators (id),
    PRIMARY KEY (subject_id, id)
);
CREATE INDEX entitlement_postings_receipt ON entitlement_postings (receipt_id);
CREATE TRIGGER messages_append_only BEFORE UPDATE OR DELETE ON messages
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER message_keys_append_only BEFORE UPDATE OR DELETE ON message_keys
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entitlement_postings_append_only BEFORE UPDATE OR DELETE ON entitlement_postings
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
