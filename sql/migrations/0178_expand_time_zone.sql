-- expand: the names of time zones, to be looked up: pg_timezone_names reads hundreds of files each time (routing.is_zone).
SET LOCAL ROLE own_routing;
CREATE TABLE routing.time_zone (name text PRIMARY KEY);
INSERT INTO routing.time_zone (name) SELECT z.name FROM pg_timezone_names AS z WHERE z.name ~ '^[A-Z]' AND z.name <> 'Factory';
