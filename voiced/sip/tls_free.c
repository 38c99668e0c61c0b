/*
 * tls_free - the end of a TLS connection, which the library forgets to free
 *
 * sofia-sip 1.12.11 ends a connection by its tls_free(): that says SSL_shutdown(), frees the socket's BIO and the
 * SSL_CTX, which are not its own to free, but never the SSL, which owns one and shares the other. Every connection that anybody
 * makes would leave its memory behind. The library calls tls_free() and
 * OpenSSL by name, so it finds these here first (as epoll_create in root.c): they free what is to be freed.
 * Outside tls_free() they are OpenSSL's own. A library that does not call tls_free() is left alone, and one whose tls_free()
 * frees the SSL itself does not free it twice.
 */
#include <dlfcn.h>
#include <stdbool.h>

#include <openssl/bio.h>
#include <openssl/ssl.h>

void tls_free(void *tls);

/* The connection that this thread ends; `within` is false outside. */
static _Thread_local struct {
	bool within;
	SSL *ssl;
} ending;

static void *
next(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

int
SSL_shutdown(SSL *ssl)
{
	static int (*real)(SSL *);

	if (real == NULL)
		real = (int (*)(SSL *))next("SSL_shutdown");
	if (ending.within && ending.ssl == NULL) {
		ending.ssl = ssl;
		if (SSL_get_rbio(ssl) != NULL)
			(void)BIO_up_ref(
			    SSL_get_rbio(ssl)); /* the library takes one away that is not its own */
	}
	return real(ssl);
}

static void
really_free(SSL *ssl)
{
	static void (*real)(SSL *);

	if (real == NULL)
		real = (void (*)(SSL *))next("SSL_free");
	real(ssl);
}

void
SSL_free(SSL *ssl)
{
	if (!ending.within || ssl != ending.ssl)
		really_free(ssl);
}

/* That of the listening port has no SSL, and is freed as it should. */
void
SSL_CTX_free(SSL_CTX *context)
{
	static void (*real)(SSL_CTX *);

	if (real == NULL)
		real = (void (*)(SSL_CTX *))next("SSL_CTX_free");
	if (!ending.within || ending.ssl == NULL)
		real(context);
}

void
tls_free(void *tls)
{
	static void (*real)(void *);

	if (real == NULL)
		real = (void (*)(void *))next("tls_free");
	ending.within = true;
	ending.ssl = NULL;
	real(tls);
	ending.within = false;
	if (ending.ssl != NULL)
		really_free(ending.ssl);
	ending.ssl = NULL;
}
