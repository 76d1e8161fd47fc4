ALTER TABLE relations RENAME COLUMN subject_id TO child_id;
