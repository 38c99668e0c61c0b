-- abandoned: whether a stay that ended so was left by the customer: ABN, any other way without an answer is OUT
-- (75-metrics.md). The one place that tells them apart.
CREATE OR REPLACE FUNCTION routing.abandoned(state text, outcome text)
RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$ SELECT state = 'ended' AND COALESCE(outcome = 'customer_left', false) $$;
