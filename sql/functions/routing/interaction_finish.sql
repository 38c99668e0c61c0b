-- interaction_finish: an assigned interaction has ended and its conversation is closed, with this case and customer: what is being
-- asked for it is withdrawn, who was asked in leaves, wrap-up begins. `actor`: who ended it; null: not one of us.
-- Keys: agent (assigned), agent (asked).
CREATE OR REPLACE FUNCTION routing.interaction_finish(i routing.interaction, actor bigint, outcome text, case_id bigint, customer bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	PERFORM routing.offer_finish(i.tenant, (routing.offer_of(i.tenant, i.id)).offer, 'withdrawn', 'ended');
	PERFORM routing.consults_end(i);
	i.ended_by := actor;
	i.outcome := outcome;
	i.case_id := case_id;
	i.customer := customer;
	PERFORM routing.wrap_up_begin(i);
END $$;
