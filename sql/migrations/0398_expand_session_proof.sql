-- expand: when the user of a session last proved by password, code or login who they are. Sessions that are open now never did.
SET LOCAL ROLE own_presence;
ALTER TABLE presence.session ADD COLUMN proved_at timestamptz;
