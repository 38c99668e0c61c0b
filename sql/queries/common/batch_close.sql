-- batch_close: the last statement of each batch: its outbox row; whether it made events.
SELECT ops.batch_close()
