-- Warnings about the box itself, and about what it needs in order to warn: blind spots, channels that are down, steps that are overdue.
CREATE TABLE box_warnings (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL,
  since INTEGER NOT NULL,
  raised_at INTEGER NOT NULL,
  cleared_at INTEGER,
  acknowledged TEXT,
  finding TEXT NOT NULL
) STRICT;
-- What is wrong once is told once.
CREATE UNIQUE INDEX box_warnings_open ON box_warnings (key) WHERE cleared_at IS NULL;

-- The message by which the leader on duty hears each morning that the box is alive: one a day of the office's calendar.
CREATE TABLE morning_messages (
  day TEXT PRIMARY KEY, -- 2026-07-01
  at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('sending', 'sent', 'failed')),
  person TEXT,
  channel TEXT,
  text TEXT,
  delivered_at INTEGER
) STRICT;
