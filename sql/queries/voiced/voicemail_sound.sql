-- voicemail_sound: a voicemail's type, place and bytes, for who may hear it.
-- flags: read
SELECT type, place, bytes FROM voice.voicemail_sound(tenant => $1, viewer => $2, viewer_role => $3, side => $4, id => $5)
