-- People who may sign in. The name is kept in lower case: Admin and admin must not be two people.
CREATE TABLE users (
  username TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  password TEXT NOT NULL, -- PHC string: algorithm, parameters, salt and hash
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;

-- What a browser holds is a random token; here lies only its SHA-256.
CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  sha256 BLOB NOT NULL UNIQUE,
  username TEXT NOT NULL REFERENCES users (username) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  address TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_by_user ON sessions (username);

CREATE TABLE tokens (
  id TEXT PRIMARY KEY,
  sha256 BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  last_used_at INTEGER
) STRICT;

-- Where somebody has signed in before: from there, strangers' failures do not slow them down.
CREATE TABLE known_addresses (
  username TEXT NOT NULL REFERENCES users (username) ON DELETE CASCADE,
  address TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (username, address)
) STRICT;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_subject ON audit (subject, id);

-- Append-only: nothing in the gateway changes what has been written.
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
