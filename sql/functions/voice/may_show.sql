-- may_show: whether an agent may show a number of theirs now: that of a queue only while they are Available (SP-11).
CREATE OR REPLACE FUNCTION voice.may_show(tenant bigint, agent bigint, number text)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN NOT EXISTS (SELECT FROM directory.v_channel AS k
			WHERE k.tenant = may_show.tenant AND k.medium = 'voice' AND k.number = may_show.number)
		OR EXISTS (SELECT FROM routing.v_agent AS a
			WHERE a.tenant = may_show.tenant AND a.agent = may_show.agent AND a.chosen = 'available');
END $$;
