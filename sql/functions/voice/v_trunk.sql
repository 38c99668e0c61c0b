-- v_trunk: what other owners may read of a trunk; no secrets.
CREATE OR REPLACE VIEW voice.v_trunk AS
SELECT t.tenant, t.id, t.name, t.sources, t.disabled, t.emergency FROM voice.trunk AS t;
