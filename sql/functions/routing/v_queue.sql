-- v_queue: what other owners may read of a queue.
CREATE OR REPLACE VIEW routing.v_queue AS
SELECT q.tenant, q.id, q.name, q.medium, q.version, q.monitor
FROM routing.queue AS q;
