DELETE FROM meta WHERE key = 'registers';
