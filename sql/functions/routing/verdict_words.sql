-- verdict_words: a verdict about one or more agents, for a sentence: "2 are not Available".
CREATE OR REPLACE FUNCTION routing.verdict_words(verdict text, agents bigint)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT agents || ' ' || COALESCE((SELECT CASE WHEN agents = 1 THEN w.one ELSE w.many END FROM (VALUES
		('eligible', 'can be offered it', 'can be offered it'),
		('membership', 'is not enabled in the queue', 'are not enabled in the queue'),
		('medium', 'does not handle this medium', 'do not handle this medium'),
		('skill', 'lacks a required skill', 'lack a required skill'),
		('level', 'holds a required skill at too low a level', 'hold a required skill at too low a level'),
		('emergency', 'is held back by an emergency', 'are held back by an emergency'),
		('status', 'is not Available', 'are not Available'),
		('stop_new', 'takes nothing new', 'take nothing new'),
		('lease', 'is not connected', 'are not connected'),
		('wrap_up', 'is in wrap-up', 'are in wrap-up'),
		('capacity', 'has no room left', 'have no room left'),
		('cool_down', 'missed, rejected or gave it away a moment ago', 'missed, rejected or gave it away a moment ago')
	) AS w (code, one, many) WHERE w.code = verdict), verdict)
$$;
