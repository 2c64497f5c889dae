-- Which part of which message went out under which reference of a modem: a delivery report names nothing else. References
-- go round at 256, so a modem has at most as many rows.
CREATE TABLE sms_sent_parts (
  modem TEXT NOT NULL,
  reference INTEGER NOT NULL,
  key TEXT NOT NULL,
  sent_to TEXT NOT NULL, -- the number's last four digits: a report on another's message under this reference must not count
  part INTEGER NOT NULL,
  parts INTEGER NOT NULL,
  sent_at INTEGER NOT NULL,
  delivered INTEGER NOT NULL,
  PRIMARY KEY (modem, reference)
) STRICT;
CREATE INDEX sms_sent_parts_by_key ON sms_sent_parts (modem, key);
