-- holder_list: who holds what of a kind ('shard', 'group'), with epoch and beat.
-- flags: read
SELECT thing, boot, epoch, beat FROM ops.holder_list(kind => $1)
