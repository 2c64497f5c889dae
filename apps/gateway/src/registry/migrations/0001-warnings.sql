-- Configuration, as the newest judged config entry left it; `definition` is the whole JSON.
CREATE TABLE stations (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE, -- order of creation
  definition TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE station_secrets (
  station TEXT PRIMARY KEY,
  sha256 BLOB NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE rule_versions (
  rule TEXT NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  by_id TEXT NOT NULL,
  reason TEXT,
  definition TEXT NOT NULL,
  PRIMARY KEY (rule, version)
) STRICT;

-- What the judge needs to go on where it stood; saved in one transaction with the events and the position.
CREATE TABLE judge_position (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  position INTEGER NOT NULL,
  now INTEGER NOT NULL,   -- stamps events; never goes back
  clock INTEGER NOT NULL, -- the host's clock as of the last entry
  started_at INTEGER NOT NULL
) STRICT;

CREATE TABLE judge_streams (
  datastream TEXT PRIMARY KEY,
  state TEXT NOT NULL
) STRICT;

-- Observations of entries where they are more than the readings with flag good; kept as long as the journal.
CREATE TABLE verdicts (
  position INTEGER PRIMARY KEY,
  observations TEXT NOT NULL
) STRICT;

CREATE TABLE warnings (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  raised_at INTEGER NOT NULL,
  subject TEXT NOT NULL,
  warning TEXT NOT NULL
) STRICT;
CREATE INDEX warnings_by_state ON warnings (state, raised_at);

-- Append-only: a warning is the fold of its events.
CREATE TABLE warning_events (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  warning TEXT NOT NULL,
  at INTEGER NOT NULL,
  event TEXT NOT NULL
) STRICT;
CREATE INDEX warning_events_by_warning ON warning_events (warning, number);

CREATE TABLE missed_peaks (
  id TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  missed_peak TEXT NOT NULL
) STRICT;
CREATE INDEX missed_peaks_by_subject ON missed_peaks (subject, recorded_at);

CREATE TABLE rejections (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  station TEXT NOT NULL,
  path TEXT NOT NULL,
  reason TEXT NOT NULL,
  excerpt TEXT NOT NULL
) STRICT;
CREATE INDEX rejections_by_station ON rejections (station, id);
