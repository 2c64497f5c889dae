-- Whether flows may have a loudspeaker say something: an administrator says so, of each.
ALTER TABLE speakers ADD COLUMN flows INTEGER NOT NULL DEFAULT 0;
