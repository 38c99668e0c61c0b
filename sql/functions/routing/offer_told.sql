-- offer_told: an offer as a frame, as someone may see it: what the customer wrote and what a colleague noted is for who is offered it,
-- or asks (MS-1).
CREATE OR REPLACE FUNCTION routing.offer_told(tenant bigint, offer bigint, actor bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	frame jsonb := ops.frame(2, tenant, offer);
BEGIN
	RETURN CASE WHEN actor::text IN (frame #>> '{state,agent}', frame #>> '{state,from,id}') THEN frame
		ELSE jsonb_set(frame, '{state}', frame -> 'state' || '{"last_text": null, "note": null}') END;
END $$;
