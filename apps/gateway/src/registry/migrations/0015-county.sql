-- Hydrology databases (SL 323) that are read. `password` is sealed by the key file and bound to its database; `settings` holds no secret.
CREATE TABLE county_databases (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  version INTEGER NOT NULL,
  settings TEXT NOT NULL,
  password BLOB,
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL
) STRICT;

-- Rows that were taken, as they were: the newest of a station is where reading goes on, and the others tell what is new, late or corrected. What lies
-- further back than is ever read again goes.
CREATE TABLE county_rows (
  county TEXT NOT NULL REFERENCES county_databases (id) ON DELETE CASCADE,
  source TEXT NOT NULL, -- ST_PPTN_R, ST_RIVER_R, ST_RSVR_R
  code TEXT NOT NULL,
  at INTEGER NOT NULL, -- TM
  content TEXT NOT NULL, -- JSON of the row's values
  PRIMARY KEY (county, source, code, at)
) STRICT, WITHOUT ROWID;
