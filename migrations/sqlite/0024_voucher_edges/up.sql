-- The marks of vouchers anew: the last six and the first ten digits, each with the length of the whole number, and the first
-- and last four, by which a number is found that is cut off or partly covered.
DELETE FROM voucher_marks WHERE mark LIKE '~%';
INSERT INTO voucher_marks (subject_id, claim_id, mark)
SELECT DISTINCT subject_id, claim_id, '^' || substr(mark, 1, 10) || '^' || length(mark) FROM voucher_marks WHERE mark NOT LIKE '^%' AND length(mark) > 10;
INSERT INTO voucher_marks (subject_id, claim_id, mark)
SELECT DISTINCT subject_id, claim_id, ':' || substr(mark, 1, 4) || substr(mark, -4) FROM voucher_marks WHERE mark NOT LIKE '^%' AND length(mark) > 10;
INSERT INTO voucher_marks (subject_id, claim_id, mark)
SELECT DISTINCT subject_id, claim_id, '~' || substr(mark, -6) || '~' || length(mark) FROM voucher_marks WHERE mark NOT LIKE '^%' AND mark NOT LIKE ':%' AND length(mark) >= 6;
