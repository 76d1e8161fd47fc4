DROP TABLE export_entries;
