-- expand: voicemails whose end is missing: the daemon that wrote them died (SP-14).
SET LOCAL ROLE own_voice;

ALTER TABLE voice.voicemail ADD COLUMN cut_off boolean NOT NULL DEFAULT false;

RESET ROLE;
