ALTER TABLE entitlement_postings DROP COLUMN told_fen;
