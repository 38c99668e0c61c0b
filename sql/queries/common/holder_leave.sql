-- holder_leave: gives all away that this process holds of a kind.
SELECT ops.holder_leave(kind => $1, boot => $2) AS given
