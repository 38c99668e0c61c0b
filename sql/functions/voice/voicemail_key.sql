-- voicemail_key: the key of what one mailbox has: a user's, or a queue's. Internal.
CREATE OR REPLACE FUNCTION voice.voicemail_key(tenant bigint, owner bigint, queue bigint)
RETURNS bigint
LANGUAGE sql IMMUTABLE
AS $$ SELECT CASE WHEN $3 IS NULL THEN ops.key('calls', $1, $2::text) ELSE ops.key('queue_voicemail', $1, $3::text) END $$;
