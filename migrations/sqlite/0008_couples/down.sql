-- Loses who named whom as the spouse before the newest roster, and the names of the rosters.
ALTER TABLE memberships DROP COLUMN name;
DROP TABLE couples;
