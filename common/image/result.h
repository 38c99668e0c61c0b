/* result - how reading or writing a picture went; its sentence: image_result_err (task.h). */
#ifndef COMMON_IMAGE_RESULT_H
#define COMMON_IMAGE_RESULT_H

enum image_result {
	IMAGE_DONE,
	IMAGE_OF_NO_FORMAT, /* neither PNG, JPEG, GIF nor WebP */
	IMAGE_DAMAGED, /* or too many pixels */
	IMAGE_TOO_LONG, /* what was written is longer than wanted */
	IMAGE_RESULTS
};

#endif
