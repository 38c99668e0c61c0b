-- pair_key: what stands in an internal 1:1's `number`, and as "0:<it>" in its lock key: chatd/chat_keys.c makes the same. Inlined.
CREATE OR REPLACE FUNCTION messaging.pair_key(one bigint, other bigint)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$ SELECT least(one, other) || ',' || greatest(one, other) $$;
