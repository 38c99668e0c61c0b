/* box - see auth.h: secrets sealed with AES-256-GCM, bound to their place */
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "common/auth/hkdf.h"
#include "common/auth/key_ring.h"

enum {
	BOX_DERIVED = 0, /* first byte of a box with a derived key; never the id of a key */
	BOX_NONCE = 12,
	BOX_TAG = 16,
	BOX_PLAIN_MAX = 64 * 1024,
};

/* What a box begins with, before the nonce: (BOX_DERIVED, key id), or the key id alone, with the ring's key as it is. */
struct lead {
	bool derived;
	int key;
	size_t n;
};

static struct lead
lead_make(const struct key_ring *ring)
{
	bool derived = atomic_load(&ring->derives);

	return (struct lead){ derived, ring->active, derived ? 2 : 1 };
}

/* False: too short, or without a key id. */
static bool
lead_read(struct view sealed, struct lead *out)
{
	const unsigned char *box = (const unsigned char *)sealed.p;
	bool derived = sealed.n > 0 && box[0] == BOX_DERIVED;

	out->derived = derived;
	out->n = derived ? 2 : 1;
	out->key = sealed.n >= out->n ? box[out->n - 1] : 0;
	return out->key != 0;
}

int
secret_key(struct view sealed)
{
	struct lead lead;

	return lead_read(sealed, &lead) ? lead.key : 0;
}

/* ---- the key ---- */

/* The place up to its first ':' or ' ': the table, or the kind of file. */
static struct view
purpose_of(const char *place)
{
	return (struct view){ place, strcspn(place, ": ") };
}

/* The caller wipes `out`. */
static bool
box_key(const struct key_ring *ring, const struct lead *lead, const char *place,
    unsigned char out[KEY_SIZE])
{
	struct view key = { (const char *)ring->keys[lead->key], KEY_SIZE };
	struct buf info = { 0 };
	bool derived;

	if (!lead->derived) {
		memcpy(out, key.p, KEY_SIZE);
		return true;
	}
	buf_add_text(&info, "trunkline box ");
	buf_add_view(&info, purpose_of(place));
	derived = hkdf_sha256(key, (struct view){ NULL, 0 }, buf_view(&info), out, KEY_SIZE);
	buf_fini(&info);
	return derived;
}

/* ---- sealing ---- */

/* The lead is authenticated with the place, so neither can be exchanged. */
static bool
add_place(EVP_CIPHER_CTX *cipher, const unsigned char *lead, size_t lead_n, const char *place)
{
	int n;

	return EVP_CipherUpdate(cipher, NULL, &n, lead, (int)lead_n) == 1 &&
	    EVP_CipherUpdate(cipher, NULL, &n, (const unsigned char *)place, (int)strlen(place)) ==
	    1;
}

static bool
seal(EVP_CIPHER_CTX *cipher, const unsigned char *key, size_t lead, const char *place,
    struct view plain, unsigned char *box)
{
	unsigned char *data = box + lead + BOX_NONCE;
	int n, last;

	return EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, key, box + lead) == 1 &&
	    add_place(cipher, box, lead, place) &&
	    EVP_EncryptUpdate(cipher, data, &n, (const unsigned char *)plain.p, (int)plain.n) ==
	    1 &&
	    EVP_EncryptFinal_ex(cipher, data + n, &last) == 1 &&
	    EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, BOX_TAG, data + plain.n) == 1;
}

int
secret_seal(const struct key_ring *ring, const char *place, struct view plain, struct buf *out,
    struct err *err)
{
	const struct lead lead = lead_make(ring);
	size_t size = lead.n + BOX_NONCE + plain.n + BOX_TAG;
	unsigned char *box, key[KEY_SIZE] = { 0 };
	EVP_CIPHER_CTX *cipher;
	bool sealed;

	if (plain.n == 0 || plain.n > BOX_PLAIN_MAX)
		return err_set(err, ERR_INVALID, NULL, "a secret has 1 to %d bytes", BOX_PLAIN_MAX);
	box = mem_new(size);
	box[0] = BOX_DERIVED;
	box[lead.n - 1] = (unsigned char)lead.key;
	random_fill(box + lead.n, BOX_NONCE);
	cipher = EVP_CIPHER_CTX_new();
	sealed = cipher != NULL && box_key(ring, &lead, place, key) &&
	    seal(cipher, key, lead.n, place, plain, box);
	EVP_CIPHER_CTX_free(cipher);
	mem_wipe(key, sizeof(key));
	if (sealed)
		buf_add(out, box, size);
	mem_wipe(box, size);
	free(box);
	return sealed ? 0 : err_set(err, ERR_INTERNAL, NULL, "the secret can't be sealed");
}

/* ---- opening ---- */

static bool
unseal(EVP_CIPHER_CTX *cipher, const unsigned char *key, size_t lead, const char *place,
    const unsigned char *box, size_t plain_n, unsigned char *plain)
{
	const unsigned char *data = box + lead + BOX_NONCE;
	unsigned char tag[BOX_TAG];
	int n, last;

	memcpy(tag, data + plain_n, BOX_TAG);
	return EVP_DecryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, key, box + lead) == 1 &&
	    add_place(cipher, box, lead, place) &&
	    EVP_DecryptUpdate(cipher, plain, &n, data, (int)plain_n) == 1 &&
	    EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, BOX_TAG, tag) == 1 &&
	    EVP_DecryptFinal_ex(cipher, plain + n, &last) == 1;
}

/* The size of the secret; 0: `err`. */
static size_t
box_read(const struct key_ring *ring, const char *place, struct view sealed, struct lead *lead,
    struct err *err)
{
	size_t around;

	(void)lead_read(sealed, lead);
	around = lead->n + BOX_NONCE + BOX_TAG;
	if (sealed.n <= around || sealed.n > around + BOX_PLAIN_MAX) {
		(void)err_set(
		    err, ERR_INTERNAL, NULL, "a sealed secret of %s has a wrong size", place);
		return 0;
	}
	if (!ring->present[lead->key]) {
		(void)err_set(err, ERR_CONFIG, "key_ring", "the key ring lacks key %d", lead->key);
		return 0;
	}
	return sealed.n - around;
}

int
secret_open(const struct key_ring *ring, const char *place, struct view sealed, struct buf *out,
    struct err *err)
{
	unsigned char *plain, key[KEY_SIZE] = { 0 };
	EVP_CIPHER_CTX *cipher;
	struct lead lead;
	size_t plain_n = box_read(ring, place, sealed, &lead, err);
	bool opened;

	if (plain_n == 0)
		return -1;
	plain = mem_new(plain_n);
	cipher = EVP_CIPHER_CTX_new();
	opened = cipher != NULL && box_key(ring, &lead, place, key) &&
	    unseal(cipher, key, lead.n, place, (const unsigned char *)sealed.p, plain_n, plain);
	EVP_CIPHER_CTX_free(cipher);
	mem_wipe(key, sizeof(key));
	if (opened)
		buf_add(out, plain, plain_n);
	mem_wipe(plain, plain_n);
	free(plain);
	return opened
	    ? 0
	    : err_set(err, ERR_INTERNAL, NULL, "a sealed secret does not belong to %s", place);
}
