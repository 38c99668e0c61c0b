-- line_kept: whether an agent's line is kept free now, so that a call of this number (null: of somebody in the organisation), a transfer, an
-- offer is refused by the system (EM-10): in call and lock, where the tenant has chosen so. Never of the number that the agent dialled, nor
-- of one that is marked as an emergency service.
CREATE OR REPLACE FUNCTION presence.line_kept(tenant bigint, agent bigint, number text)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
	t directory.tenant;
BEGIN
	SELECT * INTO t FROM directory.tenant AS x WHERE x.id = line_kept.tenant;
	IF NOT COALESCE(t.keep_line_free, false) OR (presence.emergency_now(tenant, agent, clock)).phase NOT IN ('in_call', 'lock') THEN
		RETURN false;
	END IF;
	RETURN NOT COALESCE(number = ANY (t.emergency_services || t.emergency_numbers), false) AND NOT EXISTS (SELECT FROM presence.emergency_call AS c
		WHERE c.tenant = line_kept.tenant AND c.agent = line_kept.agent AND c.number = line_kept.number
			AND NOT c.call_back AND c.begun_at > clock - interval '1 day');
END $$;
