-- room_act: an account joins, leaves, archives a room, invites or removes a Work user.
-- Keys: conversation ("0:room:<id>"), command. Outcomes: ok, unchanged, not_found, not_room_owner, conversation_closed, too_many, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM messaging.room_act(command => $1, fingerprint => $2, tenant => $3, account => $4, room => $5, act => $6, other => $7)
