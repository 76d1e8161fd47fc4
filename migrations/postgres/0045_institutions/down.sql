ALTER TABLE entitlements DROP COLUMN at_counter;
ALTER TABLE entitlements DROP COLUMN institution;
DROP TABLE institutions;
