-- What a token is for: a machine with the rights of its role, or a wall display with those that the wall needs.
ALTER TABLE tokens ADD COLUMN purpose TEXT NOT NULL DEFAULT 'machine';
