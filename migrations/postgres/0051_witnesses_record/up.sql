CREATE INDEX witnesses_record ON witnesses (relation, record, revision);
