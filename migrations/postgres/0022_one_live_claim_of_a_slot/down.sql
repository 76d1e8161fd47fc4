CREATE UNIQUE INDEX claims_live ON claims (subject_id, unit_id, member_id, programme, benefit_year, kind)
    WHERE live AND (kind = 'regular' OR state NOT IN ('paid', 'reconciled', 'recovering'));
