-- said_refused: what the refusal of a message to an account says: the field that is wrong; that the receiver's connection is lost, which
-- counts as logged out and is not (40-messaging); null: the outcome says it all.
CREATE OR REPLACE FUNCTION messaging.said_refused(tenant bigint, problem text, receiver bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN CASE WHEN problem = 'receiver_logged_out' AND presence.logged_in(tenant, receiver)
		THEN jsonb_build_object('detail', 'Their connection is lost: they are not logged out.')
		ELSE messaging.said_wrong(problem) END;
END $$;
