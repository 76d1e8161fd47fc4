-- Whom a relation is about: of every programme, not only of those for children.
ALTER TABLE relations RENAME COLUMN child_id TO subject_id;
