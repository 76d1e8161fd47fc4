-- How a union named somebody whom another had put on record otherwise. Who sees that union's rows sees this name, and
-- learns nothing of what the other one wrote. There is a row only where the two differ.
CREATE TABLE filed_names (
    person_id BLOB NOT NULL REFERENCES people (id),
    unit_id BLOB NOT NULL REFERENCES units (id),
    name TEXT NOT NULL,
    -- The name without separator and blanks, for comparison.
    name_key TEXT NOT NULL,
    birth_date DATE,
    sex TEXT,
    filed_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, unit_id)
) WITHOUT ROWID;
CREATE INDEX filed_names_name ON filed_names (name_key);
