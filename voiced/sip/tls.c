/*
 * tls - certificate, key and authorities as the library wants them: files of certain names in one folder
 *
 * The library reads them once, while its transport begins. They lie in memory; the folder holds links to that and is gone
 * right after, so that no copy of a key is ever on a disk.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "voiced/sip/tls.h"

enum { FILE_MAX = 4 * 1024 * 1024, LINK_SIZE = 64, CHAIN_MAX = 8 };

static int
read_file(const char *path, const char *field, struct buf *out, struct err *err)
{
	char bytes[4096];
	FILE *file = fopen(path, "re");
	size_t n;

	if (file == NULL)
		return err_set(err, ERR_INVALID, field, "%s: %s", path, strerror(errno));
	while ((n = fread(bytes, 1, sizeof(bytes), file)) > 0 && out->n + n <= FILE_MAX)
		buf_add(out, bytes, n);
	mem_wipe(bytes, sizeof(bytes));
	(void)fclose(file);
	if (n > 0)
		return err_set(err, ERR_INVALID, field, "%s is too large", path);
	return 0;
}

/* What is wrong with them is said before the library begins, which would not. */
static int
check_pair(const struct sip_tls *tls, struct err *err)
{
	SSL_CTX *context = SSL_CTX_new(TLS_method());
	int result = 0;

	if (context == NULL || SSL_CTX_use_certificate_chain_file(context, tls->certificate) != 1)
		result = err_set(err, ERR_INVALID, "sip_tls_certificate",
		    "%s holds no certificate in PEM that can be read", tls->certificate);
	else if (SSL_CTX_use_PrivateKey_file(context, tls->key, SSL_FILETYPE_PEM) != 1 ||
	    SSL_CTX_check_private_key(context) != 1)
		result = err_set(err, ERR_INVALID, "sip_tls_key",
		    "%s holds no key in PEM without a password that belongs to the certificate",
		    tls->key);
	SSL_CTX_free(context);
	ERR_clear_error();
	return result;
}

/* What leads from our certificate to its authority is sent with it; nobody is trusted for that. */
static void
add_chain(const struct buf *certificate, struct buf *authorities)
{
	BIO *in = BIO_new_mem_buf(certificate->p, (int)certificate->n), *out = BIO_new(BIO_s_mem());
	char *text = NULL;
	long n;

	for (int i = 0; i < CHAIN_MAX; i++) {
		X509 *one = PEM_read_bio_X509(in, NULL, NULL, NULL);

		if (one != NULL && i > 0 && X509_check_issued(one, one) != X509_V_OK)
			(void)PEM_write_bio_X509(out, one);
		X509_free(one);
		if (one == NULL)
			break;
	}
	n = BIO_get_mem_data(out, &text);
	buf_add_char(authorities, '\n');
	buf_add(authorities, text, (size_t)n);
	BIO_free(in);
	BIO_free(out);
	ERR_clear_error();
}

/* A file in memory under a name in the folder. */
static int
put(const struct sip_tls_folder *folder, const char *name, const struct buf *content)
{
	char path[SIP_TLS_PATH_SIZE + LINK_SIZE], target[LINK_SIZE];
	int fd = memfd_create(name, MFD_CLOEXEC);

	(void)snprintf(path, sizeof(path), "%s/%s", folder->path, name);
	(void)snprintf(target, sizeof(target), "/proc/self/fd/%d", fd);
	if (fd >= 0 && write(fd, content->p, content->n) == (ssize_t)content->n &&
	    symlink(target, path) == 0)
		return fd;
	if (fd >= 0)
		(void)close(fd);
	return -1;
}

static int
make_folder(struct sip_tls_folder *out, struct err *err)
{
	const char *base = getenv("TMPDIR");

	(void)snprintf(out->path, sizeof(out->path), "%s/voiced-tls-XXXXXX",
	    base != NULL && strlen(base) < sizeof(out->path) / 2 ? base : "/tmp");
	if (mkdtemp(out->path) != NULL)
		return 0;
	out->path[0] = '\0';
	return err_set(
	    err, ERR_INTERNAL, "sip_tls_port", "no temporary folder: %s", strerror(errno));
}

static int
fill(const struct sip_tls *tls, struct sip_tls_folder *out, struct buf *agent,
    struct buf *authorities, struct err *err)
{
	if (read_file(tls->certificate, "sip_tls_certificate", agent, err) != 0 ||
	    read_file(tls->authorities, "sip_tls_authorities", authorities, err) != 0 ||
	    check_pair(tls, err) != 0)
		return -1;
	add_chain(agent, authorities);
	buf_add_char(agent, '\n');
	if (read_file(tls->key, "sip_tls_key", agent, err) != 0 || make_folder(out, err) != 0)
		return -1;
	out->agent = put(out, "agent.pem", agent);
	out->authorities = put(out, "cafile.pem", authorities);
	if (out->agent < 0 || out->authorities < 0)
		return err_set(err, ERR_INTERNAL, "sip_tls_port", "no file in memory");
	return 0;
}

int
sip_tls_open(const struct sip_tls *tls, struct sip_tls_folder *out, struct err *err)
{
	struct buf agent = { 0 }, authorities = { 0 };
	int result;

	*out = (struct sip_tls_folder){ .agent = -1, .authorities = -1 };
	result = fill(tls, out, &agent, &authorities, err);
	if (agent.p != NULL)
		mem_wipe(agent.p, agent.n);
	buf_fini(&agent);
	buf_fini(&authorities);
	if (result != 0)
		sip_tls_close(out);
	return result;
}

static void
drop(const struct sip_tls_folder *folder, const char *name, int fd)
{
	char path[SIP_TLS_PATH_SIZE + LINK_SIZE];

	if (fd < 0)
		return;
	(void)snprintf(path, sizeof(path), "%s/%s", folder->path, name);
	(void)unlink(path);
	(void)close(fd);
}

void
sip_tls_close(struct sip_tls_folder *folder)
{
	drop(folder, "agent.pem", folder->agent);
	drop(folder, "cafile.pem", folder->authorities);
	if (folder->path[0] != '\0')
		(void)rmdir(folder->path);
	*folder = (struct sip_tls_folder){ .agent = -1, .authorities = -1 };
}
