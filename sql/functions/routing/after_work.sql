-- after_work: an agent who chose Stop New and has no open work left becomes Work Offline; who is Busy by an emergency may become
-- Available (EM-4). left_: what they had has not ended: another agent has it, or it waits again.
-- Keys: agent.
DROP FUNCTION IF EXISTS routing.after_work(bigint, bigint); -- knew no work that goes on
CREATE OR REPLACE FUNCTION routing.after_work(tenant bigint, agent bigint, left_ boolean DEFAULT false)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF EXISTS (SELECT FROM routing.agent AS a WHERE a.tenant = after_work.tenant
			AND a.agent = after_work.agent AND a.chosen = 'available' AND a.stop_new)
		AND NOT EXISTS (SELECT FROM routing.v_open AS o
			WHERE o.tenant = after_work.tenant AND o.agent = after_work.agent) THEN
		PERFORM presence.status_by_rule(tenant, agent, 'work_offline', 'stop_new_done');
	ELSIF EXISTS (SELECT FROM routing.agent AS a WHERE a.tenant = after_work.tenant AND a.agent = after_work.agent
		AND a.chosen = 'busy') THEN
		PERFORM presence.emergency_work_ended(tenant, agent, left_);
	END IF;
END $$;
