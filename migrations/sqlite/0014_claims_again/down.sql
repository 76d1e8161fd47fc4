DROP INDEX claims_again;
