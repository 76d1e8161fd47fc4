CREATE INDEX roster_names_unit ON roster_names (unit_id);
