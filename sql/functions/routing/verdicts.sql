-- verdicts: why an agent is left out, by the number that a stored decision has for it (rule 27). The
-- same table as routerd/core/verdict.c, which sql/test_why.sql compares.
CREATE OR REPLACE FUNCTION routing.verdicts()
RETURNS TABLE (number integer, code text, words text)
LANGUAGE sql IMMUTABLE
AS $$
	VALUES (0, 'eligible', 'Can be offered this.'),
		(1, 'membership', 'Is not an enabled member of the queue.'),
		(2, 'medium', 'Does not handle this medium.'),
		(3, 'skill', 'Lacks a required skill.'),
		(4, 'level', 'Holds a required skill at too low a level.'),
		(5, 'emergency', 'Is held back by an emergency.'),
		(6, 'status', 'Is not Available.'),
		(7, 'stop_new', 'Takes nothing new (Busy, Stop New).'),
		(8, 'lease', 'The workspace is not connected.'),
		(9, 'wrap_up', 'Is in wrap-up.'),
		(10, 'capacity', 'Has no capacity left.'),
		(11, 'cool_down', 'Missed or rejected this a moment ago.'),
		(12, 'last_agent', 'It waits for the agent who served the customer last.')
$$;
