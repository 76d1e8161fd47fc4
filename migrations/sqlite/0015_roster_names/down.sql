DROP TABLE roster_names;
