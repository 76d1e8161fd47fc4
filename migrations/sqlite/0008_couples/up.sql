-- Who named whom as the spouse, each pair from both ends, so that a couple is found whichever side named the other. A
-- later roster that names somebody else adds to it: both stay parents of the children they had.
CREATE TABLE couples (
    person_id BLOB NOT NULL,
    partner_id BLOB NOT NULL,
    -- The union that said so first.
    unit_id BLOB NOT NULL,
    declared_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, partner_id)
);
INSERT INTO couples (person_id, partner_id, unit_id, declared_at)
SELECT person_id, spouse_id, unit_id, updated_at FROM memberships
WHERE spouse_id IS NOT NULL AND spouse_id <> person_id
ON CONFLICT DO NOTHING;
INSERT INTO couples (person_id, partner_id, unit_id, declared_at)
SELECT spouse_id, person_id, unit_id, updated_at FROM memberships
WHERE spouse_id IS NOT NULL AND spouse_id <> person_id
ON CONFLICT DO NOTHING;

-- The member's name as this roster has it; nothing where the entry is older than the column.
ALTER TABLE memberships ADD COLUMN name TEXT;
