DROP INDEX claims_live;
