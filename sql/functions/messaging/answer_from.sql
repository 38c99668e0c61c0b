-- answer_from: from when on a queue's limit for an answer counts in a customer's conversation (RT-13): the first message that is not answered,
-- or, where a reply to it has failed, when that was known, or, where the customer had stopped our texts, when they took them again: nobody is late
-- who answered in time, or could not. Null: nobody is to be answered, or can be, for the customer has stopped our texts. Internal, called by routing.
CREATE OR REPLACE FUNCTION messaging.answer_from(tenant bigint, conversation bigint)
RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (SELECT greatest(c.unanswered_since, c.limit_from) FROM messaging.conversation AS c
		WHERE c.tenant = answer_from.tenant AND c.id = answer_from.conversation AND c.unanswered_since IS NOT NULL AND NOT messaging.opted_out(c));
END $$;
