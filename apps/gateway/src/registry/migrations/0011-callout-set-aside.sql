-- Events of warnings that could not be followed: the others go on, these are tried again until they are.
CREATE TABLE callout_set_aside (
  event INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  detail TEXT NOT NULL
) STRICT;
