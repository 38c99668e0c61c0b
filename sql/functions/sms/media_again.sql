-- media_again: somebody asks for a file that could not be fetched. False: nothing leads to it. Internal, called by
-- messaging. Keys: conversation.
CREATE OR REPLACE FUNCTION sms.media_again(tenant bigint, id bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	UPDATE sms.media AS m SET state = 'wanted', tries = 0, due_at = ops.clock()
	WHERE m.tenant = media_again.tenant AND m.id = media_again.id AND m.state = 'failed';
	RETURN FOUND;
END $$;
