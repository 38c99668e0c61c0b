-- reach: how a call to a user is treated (SP-9, SP-11, CT-12), and who is shown to them. `side`: whether it is for their Work account or their agent
-- extension. `number`: who calls from outside, else null; `caller`, `caller_side`: the colleague who calls, else null.
-- No row: no such user, disabled, or without what that side needs.
--   refusal          'logged_out', 'on_break', 'busy' of an agent extension; 'line_kept': an emergency keeps the line free (EM-10); else null
--   blocked          'busy', 'voicemail', 'announcement': the user has blocked who calls; else null. Of the Work number alone
--   number_, shown   a colleague's extension (else number) and name; of who calls from outside null
--   own_number       the user's own
CREATE OR REPLACE FUNCTION voice.reach(tenant bigint, user_ bigint, side text, number text, caller bigint, caller_side text)
RETURNS TABLE (forward_delay_s integer, forward_then text, forward_number text, dnd boolean, refusal text, blocked text, number_ text, shown text, own_number text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY
	SELECT u.forward_delay_s::integer, u.forward_then, u.forward_number,
		reach.side = 'work' AND presence.work_dnd(u.tenant, u.id),
		CASE WHEN reach.side = 'agent' THEN CASE WHEN presence.line_kept(u.tenant, u.id, reach.number) THEN 'line_kept'
			ELSE routing.direct_call_verdict(u.tenant, u.id) END END,
		CASE WHEN reach.side = 'work' AND directory.blocked(u.tenant, u.id, 'caller', COALESCE(reach.number, c.work_number)) = 'listed' THEN t.blocked_caller END,
		CASE reach.caller_side WHEN 'agent' THEN COALESCE(c.agent_extension, c.work_extension, c.work_number) ELSE COALESCE(c.work_extension, c.work_number, c.agent_extension) END,
		c.name, u.work_number
	FROM directory.v_user AS u
	JOIN directory.v_tenant AS t ON t.id = u.tenant
	LEFT JOIN directory.v_user AS c ON c.tenant = u.tenant AND c.id = reach.caller
	WHERE u.tenant = reach.tenant AND u.id = reach.user_ AND NOT u.disabled AND CASE reach.side WHEN 'work' THEN u.has_work ELSE u.has_seat END;
END $$;
