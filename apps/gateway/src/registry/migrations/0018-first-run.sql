-- 1: the password is the one of the first start, which stood on a screen or in a file.
ALTER TABLE users ADD COLUMN first_password INTEGER NOT NULL DEFAULT 0;

-- Links by which somebody called answers without signing in. What opens them is told once; here lies only its SHA-256.
CREATE TABLE answer_links (
  sha256 BLOB PRIMARY KEY,
  callout TEXT NOT NULL,
  generation INTEGER NOT NULL,
  person TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL
) STRICT;
CREATE INDEX answer_links_by_callout ON answer_links (callout);
