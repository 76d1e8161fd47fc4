DROP TABLE relations;
DROP TABLE memberships;
DROP TABLE match_keys;
DROP TABLE identities;
DROP TABLE name_forms;
DROP TABLE people;
