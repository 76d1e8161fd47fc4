-- What an institution was told to give by the act that posted it; nothing where it was told nothing.
ALTER TABLE entitlement_postings ADD COLUMN told_fen BIGINT;
