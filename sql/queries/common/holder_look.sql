-- holder_look: the beat of all that this process holds of a kind ('shard', 'group'); answers who
-- holds what, and which of it is this process's own.
SELECT thing, boot, epoch, beat, raised FROM ops.holder_look(kind => $1, boot => $2)
