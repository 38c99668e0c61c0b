-- a_dial_rule: what may be dialled and how it goes, as the API has it (ops.resource_view).
CREATE OR REPLACE VIEW voice.a_dial_rule AS
SELECT r.tenant, r.id, r.prefix, r.site_id, r.action, r.price_class, r.trunk_ids, r.note, r.version FROM voice.dial_rule AS r;
COMMENT ON VIEW voice.a_dial_rule IS 'voice.dial_rule';
COMMENT ON COLUMN voice.a_dial_rule.trunk_ids IS 'refers to voice.a_trunk at *';
