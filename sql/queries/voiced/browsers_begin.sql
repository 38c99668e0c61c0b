-- browsers_begin: the pages of an instance's process before this one are phones no more.
SELECT voice.browsers_begin(instance => $1, boot => $2)
