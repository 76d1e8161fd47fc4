-- What an entry of an operator's chain vouches for: a record of another table as the act left it, one keyed digest of
-- eight bytes for each of its fields. The entry's hash covers them; the last one of a record is what it must still be.
CREATE TABLE witnesses (
    operator_id BYTEA NOT NULL,
    seq BIGINT NOT NULL,
    -- The table, and the record's key in it as text.
    relation TEXT NOT NULL,
    record TEXT NOT NULL,
    revision BIGINT NOT NULL,
    fields BYTEA NOT NULL,
    PRIMARY KEY (operator_id, seq, relation, record)
);
CREATE TRIGGER witnesses_append_only BEFORE UPDATE OR DELETE ON witnesses
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
