-- The row every command about a child-year locks, and the only judge of whether money may go out.
CREATE TABLE slots (
    subject_id BYTEA NOT NULL REFERENCES people (id),
    programme TEXT NOT NULL,
    benefit_year SMALLINT NOT NULL,
    slot_key TEXT NOT NULL,
    occupancy TEXT NOT NULL,
    claim_id BYTEA,
    committed_fen BIGINT NOT NULL,
    case_id BYTEA,
    revision BIGINT NOT NULL,
    PRIMARY KEY (subject_id, programme, benefit_year, slot_key),
    CHECK (committed_fen >= 0),
    CHECK ((occupancy = 'free') = (claim_id IS NULL))
);

CREATE TABLE claims (
    subject_id BYTEA NOT NULL REFERENCES people (id),
    id BYTEA NOT NULL,
    number TEXT NOT NULL,
    unit_id BYTEA NOT NULL REFERENCES units (id),
    unit_path TEXT COLLATE "C" NOT NULL,
    member_id BYTEA NOT NULL,
    programme TEXT NOT NULL,
    benefit_year SMALLINT NOT NULL,
    slot_key TEXT NOT NULL,
    mode TEXT NOT NULL,
    state TEXT NOT NULL,
    state_data TEXT NOT NULL,
    -- The day a hold ends: from then on the claim is undecided again, without anybody writing it.
    held_until TEXT COLLATE "C" GENERATED ALWAYS AS
        (CASE WHEN state = 'held' THEN CAST(state_data AS JSONB) #>> '{held,until,date}' END) STORED,
    live BOOLEAN NOT NULL,
    case_id BYTEA,
    -- regular, or supplement: one that adds to a paid claim of the same child-year.
    kind TEXT NOT NULL,
    -- Handle of the withdrawn claim a regular one corrects, or of the paid one a supplement adds to.
    linked TEXT,
    verdict TEXT NOT NULL,
    payable_fen BIGINT NOT NULL,
    claimed_fen BIGINT NOT NULL,
    decision_id BYTEA NOT NULL,
    -- What the row says, without its numbers.
    content TEXT NOT NULL,
    -- Account number of the payee.
    sealed_card BYTEA,
    card_index BYTEA,
    voucher TEXT,
    -- Keyed digest of the row's business values: the same row again changes nothing.
    fingerprint BYTEA NOT NULL,
    import_id BYTEA NOT NULL,
    submitted_on DATE NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by BYTEA NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (subject_id, id)
);
-- One live claim of a key; a supplement stands beside it, and another one only after it is paid.
CREATE UNIQUE INDEX claims_live ON claims (subject_id, unit_id, member_id, programme, benefit_year, kind)
    WHERE live AND (kind = 'regular' OR state NOT IN ('paid', 'reconciled', 'recovering'));
CREATE INDEX claims_linked ON claims (linked) WHERE linked IS NOT NULL;
CREATE INDEX claims_age ON claims (created_at, id);
-- Undecided claims in the order of a lane: all of it, what is not simply eligible, and what is contested. A
-- lane without a claim is then known to be empty without reading those of the others, or what was paid long ago.
CREATE INDEX claims_undecided ON claims (submitted_on, payable_fen DESC, id)
    WHERE state IN ('submitted', 'held', 'reviewed');
CREATE INDEX claims_doubtful ON claims (submitted_on, payable_fen DESC, id)
    WHERE state IN ('submitted', 'held', 'reviewed') AND verdict <> 'eligible';
CREATE INDEX claims_contested ON claims (submitted_on, payable_fen DESC, id)
    WHERE state IN ('submitted', 'held', 'reviewed') AND case_id IS NOT NULL;
CREATE INDEX claims_state ON claims (state, verdict, created_at, id);
CREATE INDEX claims_unit ON claims (unit_path, created_at, id);
CREATE INDEX claims_member ON claims (member_id);
CREATE INDEX claims_card ON claims (card_index);
CREATE INDEX claims_voucher ON claims (voucher);

-- What every write added to the claims of a unit and took away from them, by state and day of filing: the figures of the
-- first screen are sums of it. Rows are folded now and then; no two commands wait for one.
CREATE TABLE claim_figures (
    unit_path TEXT COLLATE "C" NOT NULL,
    id BYTEA NOT NULL,
    state TEXT NOT NULL,
    submitted_on DATE NOT NULL,
    claims BIGINT NOT NULL,
    payable_fen BIGINT NOT NULL,
    folded BOOLEAN NOT NULL,
    PRIMARY KEY (unit_path, id)
);

CREATE TABLE claim_numbers (
    number TEXT PRIMARY KEY NOT NULL,
    subject_id BYTEA NOT NULL,
    claim_id BYTEA NOT NULL
);

CREATE TABLE decisions (
    subject_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    claim_id BYTEA NOT NULL,
    verdict TEXT NOT NULL,
    version TEXT NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- Keys of the open points it waits for a ruling on, separated by commas; empty for nearly all.
    waits_for TEXT NOT NULL,
    -- The facts it was made with, JSON: with the parameters of its version it can be made again.
    facts TEXT NOT NULL,
    PRIMARY KEY (subject_id, id),
    FOREIGN KEY (subject_id, claim_id) REFERENCES claims (subject_id, id)
);
CREATE INDEX decisions_waiting ON decisions (subject_id, claim_id) WHERE waits_for <> '';

CREATE TABLE claim_events (
    subject_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    claim_id BYTEA NOT NULL,
    step TEXT NOT NULL,
    made_by BYTEA NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL,
    decision_id BYTEA,
    PRIMARY KEY (subject_id, id),
    FOREIGN KEY (subject_id, claim_id) REFERENCES claims (subject_id, id)
);

CREATE TABLE cases (
    id BYTEA PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    programme TEXT NOT NULL,
    benefit_year SMALLINT NOT NULL,
    slot_key TEXT NOT NULL,
    -- Root person whose slot is contested.
    person_id BYTEA NOT NULL,
    opened_at BIGINT NOT NULL,
    resolution TEXT,
    -- The decision's details: which claim stays, who chose, reason, and every claim's state before.
    body TEXT NOT NULL,
    resolved_by BYTEA,
    resolved_at BIGINT,
    seconded_by BYTEA,
    revision BIGINT NOT NULL
);
CREATE INDEX cases_state ON cases (state, opened_at, id);

CREATE TABLE case_claims (
    case_id BYTEA NOT NULL REFERENCES cases (id),
    subject_id BYTEA NOT NULL,
    claim_id BYTEA NOT NULL,
    PRIMARY KEY (case_id, subject_id, claim_id),
    FOREIGN KEY (subject_id, claim_id) REFERENCES claims (subject_id, id)
);
CREATE INDEX case_claims_claim ON case_claims (subject_id, claim_id);

-- How common values are, for the models below; named by its content and shared by models.
CREATE TABLE match_frequencies (
    digest TEXT PRIMARY KEY NOT NULL,
    body TEXT NOT NULL
);

-- Models of duplicate detection, frozen: a case is explained for ever by the one that opened it.
CREATE TABLE match_models (
    id BYTEA PRIMARY KEY NOT NULL,
    programme TEXT NOT NULL,
    benefit_year SMALLINT NOT NULL,
    -- The highest one is in force.
    version INTEGER NOT NULL,
    -- Where it comes from: shipped, learnt, or other lines for the weights before it.
    origin TEXT NOT NULL,
    digest TEXT NOT NULL,
    weights TEXT NOT NULL,
    frequencies TEXT NOT NULL REFERENCES match_frequencies (digest),
    -- Thousandths of a bit.
    keep_line INTEGER NOT NULL,
    review_line INTEGER NOT NULL,
    automatic_line INTEGER NOT NULL,
    made_by BYTEA NOT NULL REFERENCES operators (id),
    made_at BIGINT NOT NULL,
    UNIQUE (programme, benefit_year, version)
);

-- What was seen of two claims when they were brought together; never a number.
CREATE TABLE case_evidence (
    case_id BYTEA NOT NULL REFERENCES cases (id),
    subject_a BYTEA NOT NULL,
    claim_a BYTEA NOT NULL,
    subject_b BYTEA NOT NULL,
    claim_b BYTEA NOT NULL,
    found_at BIGINT NOT NULL,
    model_id BYTEA NOT NULL REFERENCES match_models (id),
    -- Thousandths of a bit.
    score INTEGER NOT NULL,
    -- Thousandths.
    chance_same SMALLINT NOT NULL,
    chance_kin SMALLINT NOT NULL,
    chance_stranger SMALLINT NOT NULL,
    waterfall TEXT NOT NULL,
    PRIMARY KEY (case_id, claim_a, claim_b, found_at)
);

-- Claims that were looked for among all others, as they then were; approval waits for it.
CREATE TABLE match_checks (
    subject_id BYTEA NOT NULL,
    claim_id BYTEA NOT NULL,
    fingerprint BYTEA NOT NULL,
    model_id BYTEA NOT NULL,
    checked_at BIGINT NOT NULL,
    -- Records under keys too many share that it was not compared with; approval or a scan makes up for it.
    skipped BIGINT NOT NULL,
    PRIMARY KEY (subject_id, claim_id)
);
CREATE INDEX match_checks_in_part ON match_checks (subject_id) WHERE skipped > 0;

-- Decisions are long JSON: lz4 costs a third of the default compression, where the server was built with it.
DO $$
BEGIN
    ALTER TABLE decisions ALTER COLUMN body SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    NULL;
END
$$;

-- Appended, never changed: a mistake is reversed by a new record. The application's role should
-- have INSERT and SELECT only; this is the second lock, for plain PostgreSQL (a distributed one
-- knows no triggers).
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER claim_events_append_only BEFORE UPDATE OR DELETE ON claim_events
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER decisions_append_only BEFORE UPDATE OR DELETE ON decisions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
