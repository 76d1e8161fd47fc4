-- Notices to members: one an event, written by the act that brings the event about, and sent afterwards.
CREATE TABLE notices (
    subject_id BYTEA NOT NULL REFERENCES people (id),
    id BYTEA NOT NULL,
    programme TEXT NOT NULL,
    -- The event it tells of.
    event_key TEXT COLLATE "C" NOT NULL,
    -- The union whose roster has the member.
    unit_id BYTEA NOT NULL REFERENCES units (id),
    -- Its text in Chinese and English, JSON.
    sealed BYTEA NOT NULL,
    -- pending, sent or dead.
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    -- Not tried before; while somebody is sending it, until when nobody else does.
    next_at BIGINT NOT NULL,
    -- Why the last attempt failed.
    fault TEXT,
    made_at BIGINT NOT NULL,
    sent_at BIGINT,
    revision BIGINT NOT NULL,
    PRIMARY KEY (subject_id, id),
    UNIQUE (subject_id, programme, event_key)
);
CREATE INDEX notices_due ON notices (next_at, id) WHERE state = 'pending';
CREATE INDEX notices_made ON notices (made_at, id);
CREATE INDEX notices_id ON notices (id);
