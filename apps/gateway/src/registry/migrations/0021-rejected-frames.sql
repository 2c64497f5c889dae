-- Frames of which something could not be read, as they came, for the decode workbench; the oldest go first.
CREATE TABLE rejected_frames (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  station TEXT NOT NULL,
  dialect TEXT NOT NULL, -- the protocol, or `tocsin`
  hex TEXT NOT NULL
) STRICT;
ALTER TABLE rejections ADD COLUMN frame INTEGER; -- null where it was too long to be kept, or there was none
ALTER TABLE strangers ADD COLUMN hex TEXT NOT NULL DEFAULT ''; -- the newest frame; empty as above
