-- own_sound_bytes: the bytes of a file that is somebody's own sound. No row: it is no longer.
-- flags: read
SELECT bytes FROM voice.own_sound_bytes(tenant => $1, file => $2)
