DROP INDEX claims_live_slot;
