-- voicemail_sound: a voicemail's type and bytes, for its account.
-- flags: read
SELECT type, bytes FROM voice.voicemail_sound(tenant => $1, owner => $2, side => $3, id => $4)
