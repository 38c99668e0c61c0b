-- alarm_over: whether a measured value is one that raises an alarm of this kind.
CREATE OR REPLACE FUNCTION routing.alarm_over(kind text, threshold integer, value bigint)
RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
	SELECT COALESCE(CASE kind WHEN 'oldest_wait' THEN value > threshold WHEN 'service_level' THEN value < threshold ELSE value = 0 END, false)
$$;
