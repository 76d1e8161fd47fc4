ALTER TABLE match_checks DROP COLUMN proof;
DELETE FROM meta WHERE key = 'people';
