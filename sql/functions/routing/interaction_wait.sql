-- interaction_wait: stores one that arrived or waits as waiting. Keys: interaction.
CREATE OR REPLACE FUNCTION routing.interaction_wait(i routing.interaction)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	is_new boolean := i.state <> 'waiting';
BEGIN
	i.state := 'waiting';
	PERFORM routing.interaction_change(i, is_new);
END $$;
