-- Forgets whose messages are still to be weighed anew.
DROP TABLE pending_weighings;
