-- People with their numbers, couples, match keys, what stands of settlements, cases, moved unions, models, participants, saved
-- headers and refused imports were vouched for by nobody; that is made up for with the keys.
INSERT INTO meta (key, value) SELECT 'people', 'unvouched' WHERE EXISTS (SELECT 1 FROM operators);
-- Keyed digest of what is noted of a comparison; what an earlier version noted has none, and is compared again.
ALTER TABLE match_checks ADD COLUMN proof BLOB;
