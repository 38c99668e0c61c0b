-- greeting_sound: place and bytes of a Work user's ($2) own greeting, or of a queue's ($3) sound of this use ($4).
-- flags: read
SELECT place, bytes FROM voice.greeting_sound(tenant => $1, owner => $2, queue => $3, use => $4)
