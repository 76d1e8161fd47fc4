DROP TABLE seal_heads;
DROP TABLE seals;
DROP TABLE event_heads;
DROP TABLE event_log;
DROP TABLE chain_heads;
DROP TABLE audit_log;
