-- Loses which claims vouchers were approved for, and the rosters' words.
ALTER TABLE claims DROP COLUMN again_on;
ALTER TABLE memberships DROP COLUMN service_said;
ALTER TABLE memberships DROP COLUMN dues_said;
DROP TABLE used_vouchers;
