/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MSAN_CALLBACK_H
#define MSAN_CALLBACK_H

#include "msan/diagnose.h"

/* Under the report lock: does the program's callback take this report? text is what it says. */
bool callback_takes(const struct report *report, const char *text);

#endif
