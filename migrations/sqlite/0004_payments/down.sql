DROP TABLE batch_lines;
DROP TABLE batches;
DROP TABLE ledger_entries;
