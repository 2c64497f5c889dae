-- What the map shows besides stations. `geometry` is GeoJSON in WGS-84; `positions` is how many positions it has.
CREATE TABLE places (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  area TEXT, -- a path; areas that nobody has entered yet are let in, as those of stations are
  capacity INTEGER,
  note TEXT,
  geometry TEXT NOT NULL,
  positions INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL
) STRICT;
CREATE INDEX places_by_name ON places (kind, name);

-- What lies under the map. The key of a tile server is sealed like numbers.
CREATE TABLE map_settings (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  version INTEGER NOT NULL,
  base TEXT NOT NULL,
  approval TEXT NOT NULL,
  sealed_key BLOB,
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL
) STRICT;

-- The map replays the last days: which warnings changed within them.
CREATE INDEX warning_events_by_time ON warning_events (at);
