/* box - see auth.h: secrets sealed with AES-256-GCM, bound to their place */
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "common/auth/key_ring.h"

enum {
	BOX_NONCE = 12,
	BOX_TAG = 16,
	BOX_HEAD = 1 + BOX_NONCE,
	BOX_PLAIN_MAX = 64 * 1024,
};

/* The key id is authenticated with the place, so neither can be exchanged. */
static bool
add_place(EVP_CIPHER_CTX *cipher, unsigned char id, const char *place)
{
	int n;

	return EVP_CipherUpdate(cipher, NULL, &n, &id, 1) == 1 &&
	    EVP_CipherUpdate(cipher, NULL, &n, (const unsigned char *)place, (int)strlen(place)) ==
	    1;
}

static bool
seal(EVP_CIPHER_CTX *cipher, const unsigned char *key, const char *place, struct view plain,
    unsigned char *box)
{
	unsigned char *data = box + BOX_HEAD;
	int n, last;

	return EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, key, box + 1) == 1 &&
	    add_place(cipher, box[0], place) &&
	    EVP_EncryptUpdate(cipher, data, &n, (const unsigned char *)plain.p, (int)plain.n) ==
	    1 &&
	    EVP_EncryptFinal_ex(cipher, data + n, &last) == 1 &&
	    EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, BOX_TAG, data + plain.n) == 1;
}

int
secret_seal(const struct key_ring *ring, const char *place, struct view plain, struct buf *out,
    struct err *err)
{
	size_t size = BOX_HEAD + plain.n + BOX_TAG;
	unsigned char *box;
	EVP_CIPHER_CTX *cipher;
	bool sealed;

	if (plain.n == 0 || plain.n > BOX_PLAIN_MAX)
		return err_set(err, ERR_INVALID, NULL, "a secret has 1 to %d bytes", BOX_PLAIN_MAX);
	box = mem_new(size);
	box[0] = (unsigned char)ring->active;
	random_fill(box + 1, BOX_NONCE);
	cipher = EVP_CIPHER_CTX_new();
	sealed = cipher != NULL && seal(cipher, ring->keys[ring->active], place, plain, box);
	EVP_CIPHER_CTX_free(cipher);
	if (sealed)
		buf_add(out, box, size);
	mem_wipe(box, size);
	free(box);
	return sealed ? 0 : err_set(err, ERR_INTERNAL, NULL, "the secret can't be sealed");
}

static bool
unseal(EVP_CIPHER_CTX *cipher, const unsigned char *key, const char *place,
    const unsigned char *box, size_t plain_n, unsigned char *plain)
{
	const unsigned char *data = box + BOX_HEAD;
	unsigned char tag[BOX_TAG];
	int n, last;

	memcpy(tag, data + plain_n, BOX_TAG);
	return EVP_DecryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, key, box + 1) == 1 &&
	    add_place(cipher, box[0], place) &&
	    EVP_DecryptUpdate(cipher, plain, &n, data, (int)plain_n) == 1 &&
	    EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, BOX_TAG, tag) == 1 &&
	    EVP_DecryptFinal_ex(cipher, plain + n, &last) == 1;
}

int
secret_open(const struct key_ring *ring, const char *place, struct view sealed, struct buf *out,
    struct err *err)
{
	const unsigned char *box = (const unsigned char *)sealed.p;
	size_t plain_n;
	unsigned char *plain;
	EVP_CIPHER_CTX *cipher;
	bool opened;

	if (sealed.n <= BOX_HEAD + BOX_TAG || sealed.n > BOX_HEAD + BOX_PLAIN_MAX + BOX_TAG)
		return err_set(
		    err, ERR_INTERNAL, NULL, "a sealed secret of %s has a wrong size", place);
	if (!ring->present[box[0]])
		return err_set(err, ERR_CONFIG, "key_ring", "the key ring lacks key %d", box[0]);
	plain_n = sealed.n - BOX_HEAD - BOX_TAG;
	plain = mem_new(plain_n);
	cipher = EVP_CIPHER_CTX_new();
	opened = cipher != NULL && unseal(cipher, ring->keys[box[0]], place, box, plain_n, plain);
	EVP_CIPHER_CTX_free(cipher);
	if (opened)
		buf_add(out, plain, plain_n);
	mem_wipe(plain, plain_n);
	free(plain);
	return opened
	    ? 0
	    : err_set(err, ERR_INTERNAL, NULL, "a sealed secret does not belong to %s", place);
}
