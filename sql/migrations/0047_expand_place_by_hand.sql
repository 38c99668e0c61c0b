-- expand: a supervisor's place in the line (SV-3): null: by the first waiting time.
SET LOCAL ROLE own_routing;
ALTER TABLE routing.interaction ADD COLUMN rank_at timestamptz;
