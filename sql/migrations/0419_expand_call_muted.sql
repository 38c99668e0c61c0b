-- expand: an agent is muted on a call in the contact center (SP-12): by whichever phone they talk, and shown.
SET LOCAL ROLE own_voice;
ALTER TABLE voice.call ADD COLUMN muted boolean NOT NULL DEFAULT false; -- nobody hears the agent who talks
ALTER TABLE voice.call ADD CONSTRAINT call_muted CHECK (NOT muted OR state IN ('talking', 'held')) NOT VALID;
