-- expand: widening: what a queue asks for less the longer something waits (RT-3).
SET LOCAL ROLE own_routing;

-- widening: [{"after_ms": 30000, "level": 40}, {"after_ms": 60000, "drop_skill": "3"},
-- {"after_ms": 90000, "add_group": "7", "priority": 2}], ascending in after_ms, which counts from the
-- first enqueue; read and written as one thing with its queue, so JSON of its row.
ALTER TABLE routing.queue ADD COLUMN widening jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(widening) = 'array');
