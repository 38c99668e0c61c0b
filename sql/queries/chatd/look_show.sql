-- look_show: until when somebody looks at a conversation.
-- flags: read
SELECT messaging.look_show(tenant => $1, actor => $2, conversation => $3)
