-- Call-out plans: every change is a version; a withdrawn plan's newest has no definition.
CREATE TABLE plan_versions (
  plan TEXT NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  by_id TEXT NOT NULL,
  reason TEXT,
  definition TEXT,
  PRIMARY KEY (plan, version)
) STRICT;

-- A call-out is one value with its calls and timers in it. `revision` is what a change must have been made from.
CREATE TABLE callouts (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  warning TEXT,
  live INTEGER NOT NULL,
  busy INTEGER NOT NULL, -- live, or something is still to be sent
  started_at INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  said TEXT NOT NULL,
  callout TEXT NOT NULL
) STRICT;
-- One live call-out per warning, whoever starts it.
CREATE UNIQUE INDEX callouts_live_by_warning ON callouts (warning) WHERE live = 1 AND warning IS NOT NULL;
CREATE INDEX callouts_busy ON callouts (number) WHERE busy = 1;

-- What happened, in the order in which it did. Append-only.
CREATE TABLE callout_ledger (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  callout TEXT NOT NULL REFERENCES callouts (id),
  at INTEGER NOT NULL,
  line TEXT NOT NULL
) STRICT;
CREATE INDEX callout_ledger_by_callout ON callout_ledger (callout, number);
CREATE TRIGGER callout_ledger_is_kept BEFORE UPDATE ON callout_ledger BEGIN
  SELECT raise(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER callout_ledger_is_never_cut BEFORE DELETE ON callout_ledger BEGIN
  SELECT raise(ABORT, 'the ledger is append-only');
END;

-- What the duty desk has to know; one with the same key is told once.
CREATE TABLE callout_notices (
  callout TEXT NOT NULL REFERENCES callouts (id),
  key TEXT NOT NULL,
  at INTEGER NOT NULL,
  notice TEXT NOT NULL,
  PRIMARY KEY (callout, key)
) STRICT;

-- How far the warnings' events have been followed. It moves in the transaction that keeps what came of them.
CREATE TABLE callout_followed (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  event INTEGER NOT NULL
) STRICT;
-- Warnings of before there were call-outs ring nobody now.
INSERT INTO callout_followed (one, event) SELECT 1, coalesce(max(number), 0) FROM warning_events;

-- A new box is in trial operation (试运行): nobody but its duty desk is called until an administrator ends it. Null: in earnest.
CREATE TABLE callout_settings (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  trial TEXT
) STRICT;
INSERT INTO callout_settings (one, trial) VALUES (1, '{"desk":null}');
