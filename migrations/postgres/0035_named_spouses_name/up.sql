CREATE INDEX named_spouses_name ON named_spouses (name);
