-- What people read and report (群测群防). A reading is in the journal once `kept`: one that is not is handed to it again at the next start.
CREATE TABLE manual_reports (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL, -- reading, note
  station TEXT,
  area TEXT,
  datastream TEXT, -- its name at the station
  value REAL,
  at INTEGER NOT NULL, -- when it was so
  received_at INTEGER NOT NULL,
  text TEXT NOT NULL,
  person TEXT, -- of the directory
  name TEXT NOT NULL,
  way TEXT NOT NULL,
  from_whom TEXT NOT NULL, -- a masked number, or who entered it
  source TEXT NOT NULL UNIQUE, -- the same one twice is one
  kept INTEGER NOT NULL
) STRICT;
CREATE INDEX manual_reports_station ON manual_reports (station, id);
CREATE INDEX manual_reports_area ON manual_reports (area, id);
CREATE INDEX manual_reports_pending ON manual_reports (id) WHERE kept = 0;

-- Pages of village watchers. Whoever has the token may report in the person's name, and nothing else.
CREATE TABLE watcher_links (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sha256 BLOB NOT NULL UNIQUE,
  person TEXT NOT NULL,
  station TEXT,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  last_used_at INTEGER
) STRICT;
