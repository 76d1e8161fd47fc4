-- What an entry of an operator's chain vouches for: a record of another table as the act left it, one keyed digest of
-- eight bytes for each of its fields. The entry's hash covers them; the last one of a record is what it must still be.
CREATE TABLE witnesses (
    operator_id BLOB NOT NULL,
    seq BIGINT NOT NULL,
    -- The table, and the record's key in it as text.
    relation TEXT NOT NULL,
    record TEXT NOT NULL,
    revision BIGINT NOT NULL,
    fields BLOB NOT NULL,
    PRIMARY KEY (operator_id, seq, relation, record)
) WITHOUT ROWID;
CREATE TRIGGER witnesses_no_update BEFORE UPDATE ON witnesses
BEGIN
    SELECT RAISE(ABORT, 'witnesses is append-only');
END;
CREATE TRIGGER witnesses_no_delete BEFORE DELETE ON witnesses
BEGIN
    SELECT RAISE(ABORT, 'witnesses is append-only');
END;
