-- v_dial_rule: what other owners may read of the dial plan.
CREATE OR REPLACE VIEW voice.v_dial_rule AS
SELECT r.tenant, r.id, r.prefix, r.action, r.trunk_ids FROM voice.dial_rule AS r;
