-- greeting_sound: place and bytes of a Work user's ($2) or a queue's ($3) own greeting.
-- flags: read
SELECT place, bytes FROM voice.greeting_sound(tenant => $1, owner => $2, queue => $3)
