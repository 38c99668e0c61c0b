-- block_words: that a number is blocked, and why, as who is about to text it is told; null: it is not. On a channel by the contact center's lists
-- (SMS-24); on a user's own number by that user's list alone (CT-12): whoever wants no texts of strangers may write to one. Read.
CREATE OR REPLACE FUNCTION sms.block_words(tenant bigint, channel bigint, number text, number_hash bytea)
RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	owner bigint := (SELECT c.user_id FROM directory.v_any_channel AS c WHERE c.tenant = block_words.tenant AND c.id = block_words.channel);
BEGIN
	IF owner IS NULL THEN
		RETURN 'This number is blocked: ' || (sms.block_json(tenant, channel, number_hash) ->> 'reason');
	END IF;
	RETURN CASE WHEN directory.blocked(tenant, owner, 'sender', number) = 'listed' THEN 'You have blocked the texts of this number.' END;
END $$;
