-- One live claim of a slot, not of a year: a programme may pay one person several times a year. Takes the place of
-- claims_live; a supplement stands beside the claim it adds to, and another one only after it is paid.
CREATE UNIQUE INDEX claims_live_slot ON claims
    (subject_id, unit_id, member_id, programme, benefit_year, slot_key, kind)
    WHERE live AND (kind = 'regular' OR state NOT IN ('paid', 'reconciled', 'recovering'));
