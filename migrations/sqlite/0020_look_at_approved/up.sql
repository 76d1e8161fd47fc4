DROP INDEX claims_again;
-- Nobody looked at approved claims again until now: the next commands do.
UPDATE claims SET again_on = '2026-01-01' WHERE state = 'approved';
