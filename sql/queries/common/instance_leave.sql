-- instance_leave: this process ends, or a dead one has been taken care of.
SELECT ops.instance_leave(boot => $1)
