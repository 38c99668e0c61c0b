-- v_session: login sessions, for other owners (consistency.md, 19). Valid: not revoked, not expired.
CREATE OR REPLACE VIEW presence.v_session AS
SELECT s.tenant, s.id, s.user_id, s.app, s.token_hash, s.opened_at, s.expires_at, s.revoked_at, s.version
FROM presence.session AS s;
