-- Loses the names under which unions filed people whom others had put on record otherwise.
DROP TABLE filed_names;
