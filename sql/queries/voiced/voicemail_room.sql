-- voicemail_room: whether a mailbox takes one more message. Of a Work user, or of a queue.
-- flags: read
SELECT room FROM voice.voicemail_room(tenant => $1, owner => $2, queue => $3) AS room
