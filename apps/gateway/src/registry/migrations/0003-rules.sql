-- Threshold tables, version by version, like rules.
CREATE TABLE table_versions (
  table_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  by_id TEXT NOT NULL,
  reason TEXT,
  definition TEXT NOT NULL,
  PRIMARY KEY (table_id, version)
) STRICT;

-- Rules and tables that are no more. Their versions stay: old warnings name them.
CREATE TABLE deletions (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  by_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT;

-- What rules in state shadow would have done: never among the real ones.
CREATE TABLE shadow_warnings (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  rule TEXT NOT NULL,
  raised_at INTEGER NOT NULL,
  warning TEXT NOT NULL
) STRICT;
CREATE INDEX shadow_warnings_by_rule ON shadow_warnings (rule, raised_at);
CREATE INDEX shadow_warnings_by_state ON shadow_warnings (state);

CREATE TABLE shadow_events (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  warning TEXT NOT NULL,
  at INTEGER NOT NULL,
  event TEXT NOT NULL
) STRICT;
CREATE INDEX shadow_events_by_warning ON shadow_events (warning, number);

-- Work that is going on, as the judge knows it: JSON.
ALTER TABLE judge_position ADD COLUMN maintenance TEXT NOT NULL DEFAULT '[]';
