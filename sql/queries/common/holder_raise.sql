-- holder_raise: the beat of all that this process holds; answers what that is.
SELECT thing, epoch FROM ops.holder_raise(kind => $1, boot => $2)
