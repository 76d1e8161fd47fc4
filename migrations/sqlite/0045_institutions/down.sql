ALTER TABLE entitlements DROP COLUMN told_fen;
ALTER TABLE entitlements DROP COLUMN institution;
DROP TABLE institutions;
