-- batch_end: the last statement of each batch: its outbox row.
SELECT ops.batch_end()
