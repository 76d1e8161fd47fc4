CREATE TABLE people (
    id BYTEA PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    -- The name without separator and blanks, for comparison.
    name_key TEXT COLLATE "C" NOT NULL,
    birth_date DATE,
    sex TEXT,
    merged_into BYTEA REFERENCES people (id),
    created_at BIGINT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX people_name ON people (name_key, birth_date);
CREATE INDEX people_merged ON people (merged_into) WHERE merged_into IS NOT NULL;

-- How a name may be typed in letters, once for each distinct name. Without a key: two imports may bring
-- the same name at once, and writing it twice does no harm.
CREATE TABLE name_forms (
    form TEXT COLLATE "C" NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL
);
CREATE INDEX name_forms_form ON name_forms (form, name_key);

-- One number is one person; a person may have several numbers.
CREATE TABLE identities (
    kind TEXT NOT NULL,
    blind_index BYTEA NOT NULL,
    person_id BYTEA NOT NULL REFERENCES people (id),
    sealed BYTEA NOT NULL,
    -- Ends in 000: perhaps cut off by a spreadsheet although its check digit fits.
    suspect BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (kind, blind_index)
);
CREATE INDEX identities_person ON identities (person_id);

-- Keyed digests of parts of a record, two at least, to find a child under a mistyped, truncated or missing number.
CREATE TABLE match_keys (
    kind SMALLINT NOT NULL,
    -- Eight bytes narrow a search down; what is found is compared in full.
    key BIGINT NOT NULL,
    -- Digests of further parts, sixteen bits each: what a key that too many share is narrowed by.
    cut BIGINT NOT NULL,
    -- Written after its person; a foreign key would be checked eight times a child.
    subject_id BYTEA NOT NULL,
    PRIMARY KEY (kind, key, cut, subject_id)
);

CREATE TABLE memberships (
    unit_id BYTEA NOT NULL REFERENCES units (id),
    person_id BYTEA NOT NULL REFERENCES people (id),
    in_service BOOLEAN NOT NULL,
    dues_through DATE,
    spouse_id BYTEA,
    spouse_unit TEXT,
    sealed_mobile BYTEA,
    import_id BYTEA NOT NULL,
    updated_at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (unit_id, person_id)
);
CREATE INDEX memberships_person ON memberships (person_id);

-- Parentage as a unit's reviewer saw it proved.
CREATE TABLE relations (
    child_id BYTEA NOT NULL REFERENCES people (id),
    parent_id BYTEA NOT NULL REFERENCES people (id),
    unit_id BYTEA NOT NULL REFERENCES units (id),
    relation TEXT NOT NULL,
    proof TEXT NOT NULL,
    seen_by BYTEA NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (child_id, parent_id, unit_id)
);
