-- Loses for whom others take part.
ALTER TABLE participations DROP COLUMN claimant_id;
