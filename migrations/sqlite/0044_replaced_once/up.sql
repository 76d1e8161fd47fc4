-- Who left is replaced once.
CREATE UNIQUE INDEX participations_replaces ON participations (programme, scheme, plan, replaces_id);
