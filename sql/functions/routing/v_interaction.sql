-- v_interaction: what other owners may read of an interaction.
CREATE OR REPLACE VIEW routing.v_interaction AS
SELECT i.tenant, i.id, i.medium, i.channel, i.conversation, i.customer, i.state, i.queue,
	i.priority, i.entered_at, i.agent, i.former_agent, i.offer, i.assigned_at, i.ended_at,
	i.ended_by, i.outcome, i.wrap_until, i.case_id, i.note, i.version, i.consulted, i.reference,
	(SELECT d.name FROM routing.disposition AS d WHERE d.tenant = i.tenant AND d.id = i.disposition) AS disposition
FROM routing.interaction AS i;
