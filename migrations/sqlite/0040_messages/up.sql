-- Messages that a programme is fed with, as they were received. Appended, never changed.
CREATE TABLE messages (
    id BLOB PRIMARY KEY NOT NULL,
    programme TEXT NOT NULL,
    -- Keyed digest of what it says: the same message again is the same message.
    digest BLOB NOT NULL,
    -- single, or list: a row of a list that sums a month up.
    origin TEXT NOT NULL,
    -- The text as received.
    sealed BLOB NOT NULL,
    -- The act that took it: what it wrote is vouched for together.
    receipt_id BLOB NOT NULL,
    received_on DATE NOT NULL,
    received_at BIGINT NOT NULL,
    received_by BLOB NOT NULL REFERENCES operators (id),
    UNIQUE (programme, digest)
);
CREATE INDEX messages_receipt ON messages (receipt_id);

-- What ties messages together, as keyed digests: ids of the sender's system, and whom they are about.
CREATE TABLE message_keys (
    digest BLOB NOT NULL,
    message_id BLOB NOT NULL REFERENCES messages (id),
    PRIMARY KEY (digest, message_id)
) WITHOUT ROWID;
CREATE INDEX message_keys_message ON message_keys (message_id);

-- Messages whose counterpart has not come, or that a human has to read.
CREATE TABLE waiting_messages (
    message_id BLOB PRIMARY KEY NOT NULL REFERENCES messages (id),
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
    subject_id BLOB NOT NULL REFERENCES people (id),
    programme TEXT NOT NULL,
    scheme TEXT NOT NULL,
    plan TEXT NOT NULL,
    unit_id BLOB NOT NULL REFERENCES units (id),
    joined_on DATE,
    left_on DATE,
    shares SMALLINT NOT NULL,
    contribution_fen BIGINT NOT NULL,
    -- The part the person pays.
    own_fen BIGINT NOT NULL,
    -- Keyed digest of the number under which the sender's system knows the person.
    known_as BLOB,
    name TEXT NOT NULL,
    bank TEXT,
    sealed_card BLOB,
    import_id BLOB NOT NULL REFERENCES imports (id),
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
    subject_id BLOB NOT NULL REFERENCES people (id),
    programme TEXT NOT NULL,
    entry_key TEXT NOT NULL,
    scheme TEXT NOT NULL,
    benefit_year SMALLINT NOT NULL,
    due_on DATE,
    state TEXT NOT NULL,
    base_fen BIGINT,
    sum_fen BIGINT NOT NULL,
    -- What was found, JSON.
    findings TEXT NOT NULL,
    -- What the claim made of it says, where there is one.
    claim_id BLOB,
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
    subject_id BLOB NOT NULL REFERENCES people (id),
    id BLOB NOT NULL,
    programme TEXT NOT NULL,
    entry_key TEXT NOT NULL,
    amount_fen BIGINT NOT NULL,
    receipt_id BLOB NOT NULL,
    at BIGINT NOT NULL,
    made_by BLOB NOT NULL REFERENCES operators (id),
    PRIMARY KEY (subject_id, id)
);
CREATE INDEX entitlement_postings_receipt ON entitlement_postings (receipt_id);
CREATE TRIGGER messages_no_update BEFORE UPDATE ON messages
BEGIN
    SELECT RAISE(ABORT, 'messages is append-only');
END;
CREATE TRIGGER messages_no_delete BEFORE DELETE ON messages
BEGIN
    SELECT RAISE(ABORT, 'messages is append-only');
END;
CREATE TRIGGER message_keys_no_update BEFORE UPDATE ON message_keys
BEGIN
    SELECT RAISE(ABORT, 'message_keys is append-only');
END;
CREATE TRIGGER message_keys_no_delete BEFORE DELETE ON message_keys
BEGIN
    SELECT RAISE(ABORT, 'message_keys is append-only');
END;
CREATE TRIGGER entitlement_postings_no_update BEFORE UPDATE ON entitlement_postings
BEGIN
    SELECT RAISE(ABORT, 'entitlement_postings is append-only');
END;
CREATE TRIGGER entitlement_postings_no_delete BEFORE DELETE ON entitlement_postings
BEGIN
    SELECT RAISE(ABORT, 'entitlement_postings is append-only');
END;
