-- Loses every referral slip and what was done about it.
DROP TABLE referral_events;
DROP TABLE referral_slips;
