-- expand: interactions that an integrator begins (IN-3): what they call them.
SET LOCAL ROLE own_routing;
ALTER TABLE routing.interaction ADD COLUMN reference text;
ALTER TABLE routing.interaction ADD CONSTRAINT interaction_reference CHECK (length(reference) <= 200) NOT VALID;
