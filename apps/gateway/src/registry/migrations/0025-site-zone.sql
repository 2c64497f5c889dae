-- The zone of schedules, texts and the console, once somebody has set it; until then it is the environment's.
CREATE TABLE site_zone (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  zone TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL
) STRICT;
