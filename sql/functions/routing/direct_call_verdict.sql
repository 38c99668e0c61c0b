-- direct_call_verdict: what the third column of the status table says of a call to an agent extension (SP-11, RT-11): null: it rings;
-- 'logged_out': nobody is there; 'on_break': to the voicemail; 'busy': in a call, or in chats of who does not blend. An emergency does not
-- hold it back, nor does a browser that is away: the phone may be another. Internal, called by voice; read.
CREATE OR REPLACE FUNCTION routing.direct_call_verdict(tenant bigint, agent bigint)
RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	gate routing.agent;
BEGIN
	SELECT * INTO gate FROM routing.agent AS a WHERE a.tenant = direct_call_verdict.tenant AND a.agent = direct_call_verdict.agent;
	RETURN CASE
		WHEN gate.agent IS NULL OR gate.chosen = 'logged_out' THEN 'logged_out'
		WHEN NOT routing.takes_direct(gate.chosen) THEN 'on_break'
		WHEN gate.chosen = 'available' AND NOT routing.has_room(gate, 0, true) THEN 'busy' END;
END $$;
