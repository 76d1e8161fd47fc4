DROP TABLE bulk_items;
DROP TABLE bulk_acts;
DROP TABLE import_rows;
DROP TABLE imports;
