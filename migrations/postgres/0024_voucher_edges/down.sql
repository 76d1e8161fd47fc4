DELETE FROM voucher_marks WHERE mark LIKE '~%' OR mark LIKE '^%' OR mark LIKE ':%' OR mark LIKE '?%';
INSERT INTO voucher_marks (subject_id, claim_id, mark)
SELECT DISTINCT subject_id, claim_id, '~' || right(mark, 8) FROM voucher_marks WHERE length(mark) >= 8;
