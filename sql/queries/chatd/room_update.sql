-- room_update: the owner changes a room.
-- Keys: conversation ("0:room:<id>"), command. Outcomes: ok, not_found, not_room_owner, conversation_closed, invalid, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM messaging.room_update(command => $1, fingerprint => $2, tenant => $3, account => $4, room => $5, name => $6, topic => $7, public => $8)
