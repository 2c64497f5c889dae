-- Imports of history from files. `progress` holds counts and faults, and moves with `offset`: how far the file has been taken in.
CREATE TABLE imports (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  mapping TEXT NOT NULL,
  dry INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  state TEXT NOT NULL,
  detail TEXT NOT NULL DEFAULT '',
  offset INTEGER NOT NULL DEFAULT 0, -- bytes
  row INTEGER NOT NULL DEFAULT 0, -- lines before `offset`
  progress TEXT NOT NULL,
  by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;
