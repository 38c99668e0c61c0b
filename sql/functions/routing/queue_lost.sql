-- queue_lost: an interaction whose queue is gone has arrived again: its channel's rules find another (RT-14).
-- Keys: interaction.
CREATE OR REPLACE FUNCTION routing.queue_lost(i routing.interaction)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	i.state := 'arrived';
	i.queue := NULL;
	i.priority := NULL;
	i.skills := '[]';
	PERFORM routing.interaction_change(i);
END $$;
