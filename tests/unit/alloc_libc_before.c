/* SPDX-License-Identifier: BSD-2-Clause */
/* malloc(9)'s macros beside libc's functions; here <stdlib.h> comes before the header. */
#define _GNU_SOURCE
#include <stdlib.h>

#include <kmsan/malloc.h>

#include "alloc_libc.h"
