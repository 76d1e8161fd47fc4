DROP INDEX witnesses_record;
