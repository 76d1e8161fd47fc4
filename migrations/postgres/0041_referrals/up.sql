-- Slips on which a union is asked to look after a member: where each is, and what was done about it.
CREATE TABLE referral_slips (
    subject_id BYTEA NOT NULL REFERENCES people (id),
    id BYTEA NOT NULL,
    programme TEXT NOT NULL,
    benefit_year SMALLINT NOT NULL,
    -- The basic union whose roster has the member.
    unit_id BYTEA NOT NULL REFERENCES units (id),
    stage TEXT NOT NULL,
    due_on DATE,
    help_kind TEXT,
    help_fen BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (subject_id, id),
    CHECK (help_fen >= 0)
);
-- One open slip a member and year.
CREATE UNIQUE INDEX referral_slips_open ON referral_slips (subject_id, programme, benefit_year) WHERE stage <> 'closed';
CREATE INDEX referral_slips_id ON referral_slips (id);
CREATE INDEX referral_slips_opened ON referral_slips (opened_at, id);

-- What set a slip off, and every step of it. Appended, never changed.
CREATE TABLE referral_events (
    subject_id BYTEA NOT NULL,
    slip_id BYTEA NOT NULL,
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- What the trigger is known by; empty for a step.
    alarm TEXT COLLATE "C" NOT NULL,
    -- What is told, JSON.
    sealed BYTEA NOT NULL,
    at BIGINT NOT NULL,
    made_by BYTEA NOT NULL REFERENCES operators (id),
    PRIMARY KEY (subject_id, slip_id, seq),
    FOREIGN KEY (subject_id, slip_id) REFERENCES referral_slips (subject_id, id)
);
CREATE TRIGGER referral_events_append_only BEFORE UPDATE OR DELETE ON referral_events
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
