DROP TABLE bulk_items;
DROP TABLE bulk_acts;
DROP TABLE column_mappings;
DROP TABLE import_rows;
DROP TABLE imports;
