-- expand: the end of an interaction in the search's table, for the order of lists by it (issue 15, D1; decision 120). Null: the row is older than this column; past_fill makes
-- it anew. Alone: reads of the table wait for this transaction.
SET LOCAL ROLE own_routing;
ALTER TABLE routing.past ADD COLUMN ended_at timestamptz;
