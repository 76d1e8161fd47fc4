-- Loses what the bodies say anyway.
ALTER TABLE decisions DROP COLUMN causes;
