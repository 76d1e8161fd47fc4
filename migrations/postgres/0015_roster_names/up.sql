-- Names under which rosters had a number, as the member's or as somebody's spouse's: those that are not the name on record,
-- and those that took the place of another one in the same roster. What stands here stays, whatever a later roster says:
-- a member is judged by all of them.
CREATE TABLE roster_names (
    person_id BYTEA NOT NULL REFERENCES people (id),
    unit_id BYTEA NOT NULL REFERENCES units (id),
    name TEXT COLLATE "C" NOT NULL,
    -- The name this roster had for the member before, where it had one.
    replaced TEXT,
    -- The day this roster said so, and who imported it.
    said_on DATE NOT NULL,
    said_by BYTEA NOT NULL REFERENCES operators (id),
    PRIMARY KEY (person_id, unit_id, name)
);
