-- a_webhook: webhooks as configuration (ops.resource_view): for export and import. hookd makes, changes and shows them by
-- functions of its own, for it seals their secrets.
CREATE OR REPLACE VIEW hooks.a_webhook AS
SELECT e.tenant, e.id, e.url, e.description, e.types, e.enabled, e.secret, e.created_at, e.version
FROM hooks.endpoint AS e;
ALTER VIEW hooks.a_webhook ALTER COLUMN id SET DEFAULT nextval('hooks.endpoint_id');
ALTER VIEW hooks.a_webhook ALTER COLUMN enabled SET DEFAULT true;
ALTER VIEW hooks.a_webhook ALTER COLUMN created_at SET DEFAULT ops.clock();
COMMENT ON VIEW hooks.a_webhook IS 'hooks.endpoint';
COMMENT ON COLUMN hooks.a_webhook.secret IS 'secret';
COMMENT ON COLUMN hooks.a_webhook.created_at IS 'stamp';
