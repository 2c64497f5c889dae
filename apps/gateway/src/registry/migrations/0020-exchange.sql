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

-- Systems that observations and warnings are published to. `secret` is sealed by the key file and bound to its target; `followed` is the number of
-- the last event of a warning that it has, or that was set aside.
CREATE TABLE outgoing_targets (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  version INTEGER NOT NULL,
  settings TEXT NOT NULL,
  secret BLOB,
  followed INTEGER NOT NULL,
  lost INTEGER NOT NULL DEFAULT 0, -- observations
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL
) STRICT;

-- Events that a target refused: it is told of what follows, and somebody decides about these.
CREATE TABLE outgoing_set_aside (
  target TEXT NOT NULL REFERENCES outgoing_targets (id) ON DELETE CASCADE,
  event INTEGER NOT NULL,
  again INTEGER NOT NULL DEFAULT 0, -- to be sent once more
  at INTEGER NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (target, event)
) STRICT;

CREATE TABLE outgoing_log (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  target TEXT NOT NULL REFERENCES outgoing_targets (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  line TEXT NOT NULL
) STRICT;
CREATE INDEX outgoing_log_by_target ON outgoing_log (target, number);
