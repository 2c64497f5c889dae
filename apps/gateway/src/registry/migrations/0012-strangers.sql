-- Devices that speak one of the protocols under a code that is not registered, or say nothing that proves who they are.
CREATE TABLE strangers (
  protocol TEXT NOT NULL,
  code TEXT NOT NULL,    -- empty when no code could be read
  address TEXT NOT NULL, -- where it last called from
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  count INTEGER NOT NULL,
  reason TEXT NOT NULL,
  excerpt TEXT NOT NULL,
  key TEXT PRIMARY KEY
) STRICT;
