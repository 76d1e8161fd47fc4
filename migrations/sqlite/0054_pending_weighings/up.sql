-- Rosters of participants whose people's messages are still to be weighed anew.
CREATE TABLE pending_weighings (
    import_id BLOB NOT NULL PRIMARY KEY REFERENCES imports (id)
);
