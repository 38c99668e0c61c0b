-- shown: what others see: chosen status and occupancy together (20-routing), and "disconnected"
-- while the lease is lost.
CREATE OR REPLACE FUNCTION presence.shown(chosen text, stop_new boolean, occupancy text, lease text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE
		WHEN chosen <> 'logged_out' AND lease IN ('lost', 'gone') THEN 'disconnected'
		WHEN chosen <> 'available' THEN chosen
		WHEN stop_new THEN 'busy_stop_new'
		WHEN occupancy = 'handling' THEN 'busy'
		WHEN occupancy = 'wrap_up' THEN 'post_processing'
		ELSE 'available' END
$$;
