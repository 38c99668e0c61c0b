-- own_sounds: what a Work user ($2) or a queue ($3) has in place of our words.
-- flags: read
SELECT use, file, place FROM voice.own_sounds(tenant => $1, owner => $2, queue => $3)
