-- Loses every notice to members, sent or not.
DROP TABLE notices;
