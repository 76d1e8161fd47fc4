-- Who left may be replaced several times again.
DROP INDEX participations_replaces;
