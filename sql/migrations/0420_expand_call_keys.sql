-- expand: keys of the telephone that agents press on a call in the contact center (SP-12): how many, and when last; never which.
SET LOCAL ROLE own_voice;
ALTER TABLE voice.call ADD COLUMN keys integer NOT NULL DEFAULT 0, ADD COLUMN keyed_at timestamptz;
ALTER TABLE voice.call ADD CONSTRAINT call_keys CHECK (keys >= 0 AND (keys = 0) = (keyed_at IS NULL)) NOT VALID;
