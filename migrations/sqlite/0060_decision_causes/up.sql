-- What keeps the claim from being eligible, the worst first: sign, rule and code, such as
-- `x H-04 age-over,! H-18 proof-not-on-record`. It repeats what the body says, so that claims can be found and counted by it.
ALTER TABLE decisions ADD COLUMN causes TEXT NOT NULL DEFAULT '';

-- The one change of what is otherwise only added to.
DROP TRIGGER decisions_no_update;

UPDATE decisions SET causes = COALESCE((
    SELECT group_concat(
        CASE
            WHEN tested.value ->> 2 = 'reject' THEN 'x'
            WHEN tested.value ->> 5 THEN '?'
            ELSE '!'
        END || ' ' || (tested.value ->> 0) || ' ' || (tested.value ->> 3),
        ',' ORDER BY tested.value ->> 2 = 'review', NOT (tested.value ->> 5), tested.key
    )
    FROM json_each(decisions.body, '$.conditions') AS tested
    WHERE tested.value ->> 2 IN ('review', 'reject')
), '')
WHERE verdict <> 'eligible';

CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions
BEGIN
    SELECT RAISE(ABORT, 'decisions is append-only');
END;
