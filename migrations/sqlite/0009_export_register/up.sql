-- The database's copy of the register of exports; the register itself is a file beside the keys.
CREATE TABLE export_entries (
    no       BIGINT NOT NULL PRIMARY KEY CHECK (no > 0),
    batch_id BLOB,
    state    TEXT NOT NULL,
    line     TEXT NOT NULL,
    written  BOOLEAN NOT NULL,
    made_at  BIGINT NOT NULL
);
CREATE INDEX export_entries_state ON export_entries (state);
CREATE INDEX export_entries_batch ON export_entries (batch_id);
