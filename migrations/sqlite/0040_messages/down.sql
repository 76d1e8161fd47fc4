-- Loses every message that was received and what it came to.
DROP TABLE entitlement_postings;
DROP TABLE entitlements;
DROP TABLE participations;
DROP TABLE waiting_messages;
DROP TABLE message_keys;
DROP TABLE messages;
