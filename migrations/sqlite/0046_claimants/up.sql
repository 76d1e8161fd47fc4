-- Who takes part for the person, and claims what is paid for that person; none where it is the person.
ALTER TABLE participations ADD COLUMN claimant_id BLOB;
