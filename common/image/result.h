/* result - the result of decoding or encoding a picture; image_result_err (task.h) makes an error of it. */
#ifndef COMMON_IMAGE_RESULT_H
#define COMMON_IMAGE_RESULT_H

enum image_result {
	IMAGE_DONE,
	IMAGE_OF_NO_FORMAT, /* neither PNG, JPEG, GIF nor WebP */
	IMAGE_DAMAGED, /* or too many pixels */
	IMAGE_TOO_LONG, /* the encoded file exceeds its limit */
	IMAGE_RESULTS
};

#endif
