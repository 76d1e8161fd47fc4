DROP INDEX roster_names_unit;
