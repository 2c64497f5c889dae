-- Places that people answer for. The tree is in the paths.
CREATE TABLE areas (
  path TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL
) STRICT;

-- Somebody who can be called. Who was removed keeps their row and name: old calls and rosters name them.
CREATE TABLE persons (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  language TEXT NOT NULL,
  deputy INTEGER REFERENCES persons (id),
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  removed_at INTEGER
) STRICT;

CREATE TABLE person_roles (
  person INTEGER NOT NULL REFERENCES persons (id),
  position INTEGER NOT NULL,
  role TEXT NOT NULL,
  area TEXT NOT NULL REFERENCES areas (path),
  PRIMARY KEY (person, role, area)
) STRICT;
CREATE INDEX person_roles_by_area ON person_roles (area);

-- Numbers and addresses. `address` is sealed with the key beside the database; `lookup` is a keyed hash of it, by which an inbound number
-- is found. Neither tells the number to whoever has only this file.
CREATE TABLE person_channels (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  person INTEGER NOT NULL REFERENCES persons (id),
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  hours TEXT, -- JSON; null: at any time
  address BLOB, -- null: the kind needs none
  lookup BLOB,
  verified_at INTEGER,
  dead_since INTEGER
) STRICT;
CREATE INDEX person_channels_by_person ON person_channels (person, position);
CREATE INDEX person_channels_by_lookup ON person_channels (lookup);

-- Households of a danger zone. What they need is often their health: sealed like numbers.
CREATE TABLE households (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  area TEXT NOT NULL REFERENCES areas (path),
  name TEXT NOT NULL,
  persons INTEGER NOT NULL,
  special_needs BLOB,
  helper INTEGER REFERENCES persons (id),
  destination TEXT,
  removed_at INTEGER
) STRICT;
CREATE INDEX households_by_area ON households (area);

-- Append-only: where a household stands is the fold of its ticks. `round`: a new flood begins, nothing of before counts.
CREATE TABLE household_ticks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  household INTEGER NOT NULL REFERENCES households (id),
  tick TEXT NOT NULL CHECK (tick IN ('told', 'moved', 'returned', 'round')),
  done INTEGER NOT NULL,
  at INTEGER NOT NULL,
  by_id TEXT NOT NULL,
  by_name TEXT NOT NULL,
  note TEXT
) STRICT;
CREATE INDEX household_ticks_by_household ON household_ticks (household, id);
CREATE TRIGGER household_ticks_are_not_changed BEFORE UPDATE ON household_ticks
BEGIN
  SELECT RAISE(ABORT, 'ticks are append-only');
END;
CREATE TRIGGER household_ticks_are_not_deleted BEFORE DELETE ON household_ticks
BEGIN
  SELECT RAISE(ABORT, 'ticks are append-only');
END;

CREATE TABLE shifts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  desk TEXT NOT NULL REFERENCES areas (path),
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  leader INTEGER REFERENCES persons (id),
  officer INTEGER REFERENCES persons (id),
  deputy INTEGER REFERENCES persons (id),
  standby INTEGER REFERENCES persons (id)
) STRICT;
CREATE INDEX shifts_by_desk ON shifts (desk, from_at);

-- Append-only. One entry a swap, also where two shifts change places: the other side is `other_shift`, `other_duty`.
CREATE TABLE swaps (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  shift INTEGER NOT NULL REFERENCES shifts (id),
  duty TEXT NOT NULL,
  before INTEGER REFERENCES persons (id),
  after INTEGER REFERENCES persons (id),
  other_shift INTEGER REFERENCES shifts (id),
  other_duty TEXT,
  at INTEGER NOT NULL,
  by_id TEXT NOT NULL,
  by_name TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX swaps_by_shift ON swaps (shift, id);
CREATE TRIGGER swaps_are_not_changed BEFORE UPDATE ON swaps
BEGIN
  SELECT RAISE(ABORT, 'swaps are append-only');
END;
CREATE TRIGGER swaps_are_not_deleted BEFORE DELETE ON swaps
BEGIN
  SELECT RAISE(ABORT, 'swaps are append-only');
END;

CREATE TABLE hand_overs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  outgoing INTEGER NOT NULL UNIQUE REFERENCES shifts (id),
  incoming INTEGER NOT NULL REFERENCES shifts (id),
  at INTEGER NOT NULL,
  notes TEXT NOT NULL,
  done TEXT NOT NULL, -- JSON lists of texts
  undone TEXT NOT NULL,
  warnings TEXT NOT NULL, -- JSON: the open warnings when it was last written
  outgoing_signed TEXT, -- JSON: by, name, at
  incoming_signed TEXT
) STRICT;
