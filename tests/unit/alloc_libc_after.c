/* SPDX-License-Identifier: BSD-2-Clause */
/* malloc(9)'s macros beside libc's functions; here <stdlib.h> comes after the header. */
#define _GNU_SOURCE
#include <kmsan/malloc.h>

#include <stdlib.h>

#include "alloc_libc.h"
