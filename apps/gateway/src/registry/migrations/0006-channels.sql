-- Channels as they are set up, in the order in which those of a kind are tried. `settings` holds no secret.
CREATE TABLE channels (
  id TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  version INTEGER NOT NULL,
  settings TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL
) STRICT;

-- Sealed by the key file, each bound to its channel and name.
CREATE TABLE channel_secrets (
  channel TEXT NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (channel, name)
) STRICT;

-- When each last sent something; also of channels that the environment sets up.
CREATE TABLE channel_successes (
  channel TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT;

-- Callbacks that were taken. It is kept in the transaction that keeps what they brought.
CREATE TABLE callbacks_taken (
  channel TEXT NOT NULL,
  replay_id TEXT NOT NULL,
  keep_until INTEGER NOT NULL,
  PRIMARY KEY (channel, replay_id)
) STRICT;
CREATE INDEX callbacks_taken_until ON callbacks_taken (keep_until);

-- The calls that left as one message, by the key that the message bears.
CREATE TABLE bundles (
  message TEXT NOT NULL,
  call TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (message, call)
) STRICT;
CREATE INDEX bundles_at ON bundles (at);

-- A provider's own id of a message, for reports that name nothing else.
CREATE TABLE provider_ids (
  channel TEXT NOT NULL,
  provider_id TEXT NOT NULL,
  message TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (channel, provider_id)
) STRICT;
CREATE INDEX provider_ids_at ON provider_ids (at);

-- Reports that came before the provider had told its id: they are entered once it is known.
CREATE TABLE early_reports (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  channel TEXT NOT NULL,
  provider_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  report TEXT NOT NULL
) STRICT;
CREATE INDEX early_reports_by_id ON early_reports (channel, provider_id);

-- What a person is told to put before a code while several call-outs to them are open.
CREATE TABLE reply_tags (
  person TEXT NOT NULL,
  tag TEXT NOT NULL,
  callouts TEXT NOT NULL, -- JSON: more than one where they left as one message
  at INTEGER NOT NULL,
  PRIMARY KEY (person, tag)
) STRICT;

-- What people sent. The same one twice is one. `why`: it did not count by itself; null: it did.
CREATE TABLE replies (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  channel TEXT NOT NULL,
  kind TEXT NOT NULL,
  source_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  text TEXT NOT NULL,
  why TEXT,
  persons TEXT NOT NULL, -- JSON
  sender BLOB, -- sealed
  settled_at INTEGER,
  settled_by TEXT,
  settled_as TEXT,
  UNIQUE (channel, source_id)
) STRICT;
CREATE INDEX replies_unread ON replies (id) WHERE why IS NOT NULL AND settled_at IS NULL;

-- Tests by hand: one message to one person.
CREATE TABLE channel_tests (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  channel TEXT NOT NULL,
  person TEXT NOT NULL,
  person_channel TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at INTEGER NOT NULL,
  accepted_at INTEGER,
  delivered_at INTEGER,
  read_at INTEGER,
  confirmed_at INTEGER,
  failed TEXT -- JSON
) STRICT;
CREATE INDEX channel_tests_by_channel ON channel_tests (channel, id);

-- Loudspeakers that may sign in at the broker: here lies only the SHA-256 of what they know.
CREATE TABLE speakers (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL
) STRICT;
