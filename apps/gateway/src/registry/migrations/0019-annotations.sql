-- Notes on the charts of stations. One that was taken away stays, with who did it, when and why.
CREATE TABLE annotations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  station TEXT NOT NULL,
  datastream TEXT, -- its name at the station; null: all of them
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL, -- equal to from_at: a moment
  text TEXT NOT NULL,
  written_at INTEGER NOT NULL,
  by_name TEXT NOT NULL,
  deleted_at INTEGER,
  deleted_by TEXT,
  deleted_reason TEXT
) STRICT;
CREATE INDEX annotations_station ON annotations (station, from_at);
