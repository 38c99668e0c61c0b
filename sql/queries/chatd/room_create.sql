-- room_create: a Work account makes a room.
-- Keys: command. Outcomes: created, invalid, no_rooms.
SELECT outcome, body, news, keys
FROM messaging.room_create(command => $1, fingerprint => $2, tenant => $3, account => $4, name => $5, topic => $6, public => $7)
