-- holder_look: the beat of all that this process holds of a kind ('shard', 'group'); answers who
-- holds what, which of it is this process's own, and who has asked for it.
SELECT thing, boot, epoch, beat, raised, heir FROM ops.holder_look(kind => $1, boot => $2)
