/*
 * transcript_link - what a link to a web chat's transcript is sealed for, from when it is made (widget_transcripts.c) until an e-mail brings it
 * (mails.c): box.h, with the chat's channel as the row.
 */
#ifndef CHATD_TRANSCRIPT_LINK_H
#define CHATD_TRANSCRIPT_LINK_H

#define TRANSCRIPT_LINK_TABLE "messaging.transcript_link"

#endif
