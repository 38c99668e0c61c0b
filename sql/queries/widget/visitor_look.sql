-- visitor_look: a web chat as its visitor sees it, after a sequence; for the process alone: its conversation, who talks with them.
-- flags: read
SELECT body, conversation, agent
FROM messaging.visitor_look(tenant => $1, channel => $2, token_hash => $3, after_seq => $4)
