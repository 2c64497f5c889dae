-- How much of the disk was free, hour by hour: what the growth is told from, also over a restart.
CREATE TABLE disk_samples (
  at INTEGER PRIMARY KEY,
  free_bytes INTEGER NOT NULL
) STRICT;
