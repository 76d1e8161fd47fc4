DROP INDEX claims_due;
