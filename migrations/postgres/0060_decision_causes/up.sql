-- What keeps the claim from being eligible, the worst first: sign, rule and code, such as
-- `x H-04 age-over,! H-18 proof-not-on-record`. It repeats what the body says, so that claims can be found and counted by it.
ALTER TABLE decisions ADD COLUMN causes TEXT NOT NULL DEFAULT '';

-- The one change of what is otherwise only added to.
DROP TRIGGER decisions_append_only ON decisions;

UPDATE decisions SET causes = told.causes
FROM (
    SELECT
        one.subject_id,
        one.id,
        string_agg(
            CASE
                WHEN condition ->> 2 = 'reject' THEN 'x'
                WHEN condition -> 5 = 'true'::jsonb THEN '?'
                ELSE '!'
            END || ' ' || (condition ->> 0) || ' ' || (condition ->> 3),
            ',' ORDER BY condition ->> 2 = 'review', condition -> 5 = 'false'::jsonb, place
        ) AS causes
    FROM decisions AS one
    CROSS JOIN LATERAL jsonb_array_elements(one.body::jsonb -> 'conditions') WITH ORDINALITY AS tested (condition, place)
    WHERE one.verdict <> 'eligible' AND condition ->> 2 IN ('review', 'reject')
    GROUP BY one.subject_id, one.id
) AS told
WHERE decisions.subject_id = told.subject_id AND decisions.id = told.id;

CREATE TRIGGER decisions_append_only BEFORE UPDATE OR DELETE ON decisions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
