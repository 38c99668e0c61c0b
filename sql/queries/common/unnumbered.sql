-- unnumbered: whether batches wait to be numbered.
-- flags: read
SELECT ops.unnumbered() AS unnumbered
