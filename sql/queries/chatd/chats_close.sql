-- chats_close: closes the rows of agent chats that ended by a logout.
SELECT messaging.chats_close(limit_ => $1::integer)
