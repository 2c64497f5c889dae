-- Somebody at the duty desk has seen a notice: who and when. It stops no call.
ALTER TABLE callout_notices ADD COLUMN seen_at INTEGER;
ALTER TABLE callout_notices ADD COLUMN seen_by TEXT;
ALTER TABLE callout_notices ADD COLUMN seen_name TEXT;

-- Who signs in may be somebody who is called: their screens show the calls to them, and answer for nobody else.
ALTER TABLE users ADD COLUMN person TEXT;
CREATE UNIQUE INDEX users_by_person ON users (person) WHERE person IS NOT NULL;
