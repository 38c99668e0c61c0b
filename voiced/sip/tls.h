/*
 * tls - certificate, key and authorities as the SIP library wants them; this folder's own.
 */
#ifndef VOICED_SIP_TLS_H
#define VOICED_SIP_TLS_H

#include "voiced/sip/sip.h"

enum { SIP_TLS_PATH_SIZE = 256 };

struct sip_tls_folder {
	char path[SIP_TLS_PATH_SIZE];
	int agent, authorities; /* files in memory */
};

/* 0, or err names the setting: a file that can't be read, a key that is not the certificate's. */
int sip_tls_open(const struct sip_tls *tls, struct sip_tls_folder *out, struct err *err);
void sip_tls_close(struct sip_tls_folder *folder);

#endif
