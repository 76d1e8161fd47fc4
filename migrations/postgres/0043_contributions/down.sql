-- Loses the ledger of contributions, and who replaced whom.
ALTER TABLE participations DROP COLUMN replaces_id;
DROP TABLE fund_makeups;
DROP TABLE contribution_postings;
