-- expand: by which trunks emergency calls go (60-emergency): those marked so first, then all others that are in use.
SET LOCAL ROLE own_voice;
ALTER TABLE voice.trunk ADD COLUMN emergency boolean NOT NULL DEFAULT false;
