/* hkdf - see hkdf.h */
#include "common/auth/hkdf.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

enum { PARAMS_MAX = 5 }; /* digest, key, salt, info, end */

static OSSL_PARAM
octets(const char *name, struct view bytes)
{
	/* OpenSSL reads these parameters only. */
	return OSSL_PARAM_construct_octet_string(name, (void *)bytes.p, bytes.n);
}

bool
hkdf_sha256(struct view key, struct view salt, struct view info, void *out, size_t size)
{
	char digest[] = "SHA256";
	OSSL_PARAM params[PARAMS_MAX];
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *ctx = kdf != NULL ? EVP_KDF_CTX_new(kdf) : NULL;
	bool derived = false;
	int n = 0;

	params[n++] = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0);
	params[n++] = octets(OSSL_KDF_PARAM_KEY, key);
	if (salt.n > 0)
		params[n++] = octets(OSSL_KDF_PARAM_SALT, salt);
	params[n++] = octets(OSSL_KDF_PARAM_INFO, info);
	params[n] = OSSL_PARAM_construct_end();
	if (ctx != NULL)
		derived = EVP_KDF_derive(ctx, out, size, params) == 1;
	EVP_KDF_CTX_free(ctx);
	EVP_KDF_free(kdf);
	return derived;
}
