/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where arguments travel in the context: each has a slot of 8 bytes, of which as many are looked at as it
 * is large. Every byte of the slots of every function of libkern.h, atomic.h, uaccess.h, uio.h, ioctl.h and sysctl.h.
 */
#define _GNU_SOURCE
#define KMSAN_LIBKERN_PLAIN
#include "sinks/area.h"

#include <stdio.h>

#include <kmsan/atomic.h>
#include <kmsan/hooks.h>
#include <kmsan/ioctl.h>
#include <kmsan/libkern.h>
#include <kmsan/sysctl.h>
#include <kmsan/uaccess.h>
#include <kmsan/uio.h>

static char *s, *b;
static void *word;
static struct uio uio;

/* The digits are the sizes of the arguments; 0: one that is dealt with otherwise. */
#define FUNCTIONS(apply)                                                                           \
	apply(memcpy, "888", kmsan_memcpy(b, s, 4)) apply(memmove, "888",                          \
	    kmsan_memmove(b, s, 4)) apply(bcopy, "888", kmsan_bcopy(s, b, 4)) apply(memset, "808", \
	    kmsan_memset(b, 0, 4)) apply(explicit_memset, "808",                                   \
	    kmsan_explicit_memset(b, 0, 4)) apply(bzero, "88", kmsan_bzero(b, 4)) apply(memcmp,    \
	    "888", kmsan_memcmp(s, b, 4)) apply(bcmp, "888",                                       \
	    kmsan_bcmp(s, b, 4)) apply(consttime_memequal, "888",                                  \
	    kmsan_consttime_memequal(s, b, 4)) apply(memchr, "848",                                \
	    kmsan_memchr(s, 'x', 4)) apply(strlen, "8", kmsan_strlen(s)) apply(strnlen, "88",      \
	    kmsan_strnlen(s, 4)) apply(strcmp, "88", kmsan_strcmp(s, b)) apply(strncmp, "888",     \
	    kmsan_strncmp(s, b, 4)) apply(strcasecmp, "88",                                        \
	    kmsan_strcasecmp(s, b)) apply(strncasecmp, "888",                                      \
	    kmsan_strncasecmp(s, b, 4)) apply(strchr, "84", kmsan_strchr(s, 'x')) apply(strrchr,   \
	    "84", kmsan_strrchr(s, 'x')) apply(strstr, "88", kmsan_strstr(s, b)) apply(strspn,     \
	    "88", kmsan_strspn(s, b)) apply(strcspn, "88", kmsan_strcspn(s, b)) apply(strpbrk,     \
	    "88", kmsan_strpbrk(s, b)) apply(strcpy, "88", kmsan_strcpy(b, s)) apply(strncpy,      \
	    "888", kmsan_strncpy(b, s, 4)) apply(strcat, "88", kmsan_strcat(b, s)) apply(strncat,  \
	    "888", kmsan_strncat(b, s, 4)) apply(strlcpy, "888",                                   \
	    kmsan_strlcpy(b, s, 4)) apply(strlcat, "888", kmsan_strlcat(b, s, 4)) apply(strsep,    \
	    "88", kmsan_strsep((char **)(void *)(b + 64), s)) apply(strtoul, "884",                \
	    kmsan_strtoul(s, NULL, 0)) apply(strtol, "884",                                        \
	    kmsan_strtol(s, NULL, 0)) apply(strtoull, "884", kmsan_strtoull(s, NULL, 0))           \
	    apply(strtoll, "884", kmsan_strtoll(s, NULL, 0)) apply(                                \
		crc32, "488", kmsan_crc32(0, (uint8_t *)s, 4)) apply(cprng_fast, "88",             \
		kmsan_cprng_fast(b, 4)) apply(kheapsort, "88888",                                  \
		kmsan_kheapsort(b, 1, 4, NULL, b + 64)) apply(snprintf, "888",                     \
		kmsan_ksnprintf(b, 4, "x")) apply(kprintf, "8",                                    \
		kmsan_kprintf("x")) apply(copystr, "8888", copystr(s, b, 4, NULL)) apply(copyin,   \
		"888", copyin(s, b, 4)) apply(copyout, "888", copyout(s, b, 4)) apply(copyinstr,   \
		"8888",                                                                            \
		copyinstr(s, b, 4, NULL)) apply(copyoutstr, "8888",                                \
		copyoutstr(s, b, 4, NULL)) apply(kcopy, "888", kcopy(s, b, 4))                     \
		apply(ioctl_copyin, "4888", ioctl_copyin(0, s, b, 4)) apply(                       \
		    ioctl_copyout, "4888", ioctl_copyout(0, s, b, 4)) apply(uiomove, "888",        \
		    uiomove(b, 4, &uio)) apply(uiomove_frombuf, "888",                             \
		    uiomove_frombuf(b, 4, &uio)) apply(atomic_add_32, "84",                        \
		    atomic_add_32(word, 1)) apply(atomic_add_32_nv, "84",                          \
		    atomic_add_32_nv(word, 1)) apply(atomic_add_64, "88",                          \
		    atomic_add_64(word, 1)) apply(atomic_add_64_nv, "88",                          \
		    atomic_add_64_nv(word, 1)) apply(atomic_add_int, "84",                         \
		    atomic_add_int(word, 1)) apply(atomic_add_int_nv, "84",                        \
		    atomic_add_int_nv(word, 1)) apply(atomic_add_long, "88",                       \
		    atomic_add_long(word, 1)) apply(atomic_add_long_nv, "88",                      \
		    atomic_add_long_nv(word, 1)) apply(atomic_add_ptr, "88",                       \
		    atomic_add_ptr(word, 1)) apply(atomic_add_ptr_nv, "88",                        \
		    atomic_add_ptr_nv(word, 1)) apply(atomic_and_32, "84",                         \
		    atomic_and_32(word, 1)) apply(atomic_and_32_nv, "84",                          \
		    atomic_and_32_nv(word, 1)) apply(atomic_or_32, "84", atomic_or_32(word, 1))    \
		    apply(atomic_or_32_nv, "84", atomic_or_32_nv(word, 1)) apply(                  \
			atomic_and_64, "88", atomic_and_64(word, 1)) apply(atomic_and_64_nv, "88", \
			atomic_and_64_nv(word, 1)) apply(atomic_or_64, "88",                       \
			atomic_or_64(word, 1)) apply(atomic_or_64_nv, "88",                        \
			atomic_or_64_nv(word, 1)) apply(atomic_and_uint, "84",                     \
			atomic_and_uint(word, 1)) apply(atomic_and_uint_nv, "84",                  \
			atomic_and_uint_nv(word, 1)) apply(atomic_or_uint, "84",                   \
			atomic_or_uint(word, 1)) apply(atomic_or_uint_nv, "84",                    \
			atomic_or_uint_nv(word, 1)) apply(atomic_and_ulong, "88",                  \
			atomic_and_ulong(word, 1)) apply(atomic_and_ulong_nv, "88",                \
			atomic_and_ulong_nv(word, 1)) apply(atomic_or_ulong, "88",                 \
			atomic_or_ulong(word, 1)) apply(atomic_or_ulong_nv, "88",                  \
			atomic_or_ulong_nv(word, 1)) apply(atomic_inc_32, "8",                     \
			atomic_inc_32(word)) apply(atomic_inc_32_nv, "8", atomic_inc_32_nv(word))  \
			apply(atomic_dec_32, "8", atomic_dec_32(word)) apply(                      \
			    atomic_dec_32_nv, "8", atomic_dec_32_nv(word)) apply(atomic_inc_64,    \
			    "8", atomic_inc_64(word)) apply(atomic_inc_64_nv, "8",                 \
			    atomic_inc_64_nv(word)) apply(atomic_dec_64, "8", atomic_dec_64(word)) \
			    apply(atomic_dec_64_nv, "8", atomic_dec_64_nv(word)) apply(            \
				atomic_inc_uint, "8", atomic_inc_uint(word))                       \
				apply(atomic_inc_uint_nv, "8", atomic_inc_uint_nv(word)) apply(    \
				    atomic_dec_uint, "8",                                          \
				    atomic_dec_uint(word)) apply(atomic_dec_uint_nv, "8",          \
				    atomic_dec_uint_nv(word)) apply(atomic_inc_ulong, "8",         \
				    atomic_inc_ulong(word)) apply(atomic_inc_ulong_nv, "8",        \
				    atomic_inc_ulong_nv(word)) apply(atomic_dec_ulong, "8",        \
				    atomic_dec_ulong(word)) apply(atomic_dec_ulong_nv, "8",        \
				    atomic_dec_ulong_nv(word)) apply(atomic_inc_ptr, "8",          \
				    atomic_inc_ptr(word)) apply(atomic_inc_ptr_nv, "8",            \
				    atomic_inc_ptr_nv(word)) apply(atomic_dec_ptr, "8",            \
				    atomic_dec_ptr(word)) apply(atomic_dec_ptr_nv, "8",            \
				    atomic_dec_ptr_nv(word)) apply(atomic_swap_32, "84",           \
				    atomic_swap_32(word, 1)) apply(atomic_cas_32, "844",           \
				    atomic_cas_32(word, 1, 1)) apply(atomic_cas_32_ni, "844",      \
				    atomic_cas_32_ni(word, 1, 1)) apply(atomic_swap_64, "88",      \
				    atomic_swap_64(word, 1)) apply(atomic_cas_64, "888",           \
				    atomic_cas_64(word, 1, 1)) apply(atomic_cas_64_ni, "888",      \
				    atomic_cas_64_ni(word, 1, 1)) apply(atomic_swap_uint, "84",    \
				    atomic_swap_uint(word, 1)) apply(atomic_cas_uint, "844",       \
				    atomic_cas_uint(word, 1, 1)) apply(atomic_cas_uint_ni, "844",  \
				    atomic_cas_uint_ni(word, 1, 1)) apply(atomic_swap_ulong, "88", \
				    atomic_swap_ulong(word, 1)) apply(atomic_cas_ulong, "888",     \
				    atomic_cas_ulong(word, 1, 1)) apply(atomic_cas_ulong_ni,       \
				    "888", atomic_cas_ulong_ni(word, 1, 1)) apply(atomic_swap_ptr, \
				    "88", atomic_swap_ptr(word, NULL))                             \
				    apply(atomic_cas_ptr, "888", atomic_cas_ptr(word, NULL, NULL)) \
					apply(atomic_cas_ptr_ni, "888",                            \
					    atomic_cas_ptr_ni(word, NULL, NULL))

#define CALL(name, sizes, expression)                                                              \
	static void call_##name(void)                                                              \
	{                                                                                          \
		(void)(expression);                                                                \
	}
FUNCTIONS(CALL)

static const struct {
	const char *name, *sizes;
	void (*call)(void);
} functions[] = {
#define ROW(name, sizes, expression) {#name, sizes, call_##name},
    FUNCTIONS(ROW)};

static void
prepare(void)
{
	kmsan_mark(area, 512, KMSAN_STATE_INITED);
	memset(area, 0, 512);
	s = area + 64;
	b = area + 128;
	word = area + 256;
	memcpy(s, "x", 2);
	*(char **)(void *)(b + 64) = s;
	uio = (struct uio){.uio_rw = UIO_READ};
	kmsan_init_arg(800);
}

static void
test_arguments(void **state)
{
	uint8_t *param = (uint8_t *)kmsan_port_context()->param;

	(void)state;
	kmsan_args_in_context = true;
	for (unsigned f = 0; f < sizeof(functions) / sizeof(functions[0]); f++) {
		size_t n = strlen(functions[f].sizes);

		for (size_t byte = 0; byte < 8 * n + 8; byte++) {
			bool own =
			    byte / 8 < n && byte % 8 < (size_t)(functions[f].sizes[byte / 8] - '0');

			prepare();
			param[byte] = 0x10;
			if (REPORTS(functions[f].call()) != own)
				fail_msg("%s: byte %zu of the arguments: own %d", functions[f].name,
				    byte, own);
		}
	}
	kmsan_args_in_context = false;
	/* Where the compiler checks them at the call nobody looks at what is left there. */
	for (unsigned f = 0; f < sizeof(functions) / sizeof(functions[0]); f++) {
		prepare();
		memset(param, 0xff, 64);
		if (REPORTS(functions[f].call()))
			fail_msg("%s: reported", functions[f].name);
	}
	kmsan_init_arg(800);
}

/* What a driver's or a handler's last call left there is nobody's argument. */
static int
leave_marks(void)
{
	memset(kmsan_port_context()->param, 0xff, 64);
	return 0;
}

static int
driver(void *cookie, unsigned long command, void *data, int flag)
{
	(void)cookie, (void)command, (void)data, (void)flag;
	return leave_marks();
}

static int
handler(void *arg1, intptr_t arg2, struct sysctl_req *req)
{
	(void)arg2;
	leave_marks();
	return SYSCTL_OUT(req, arg1, 4) != 0 || SYSCTL_IN(req, arg1, 4) != 0 ? KMSAN_EINVAL
									     : leave_marks();
}

static void
test_after_callback(void **state)
{
	size_t *length;
	int error = -1;

	(void)state;
	prepare();
	length = word;
	*length = 4;
	kmsan_args_in_context = true;
	kmsan_mark(length, sizeof(*length), KMSAN_STATE_UNINIT);
	assert_false(REPORTS(error = kmsan_sysctl(handler, b, 0, s, length, s, 4)));
	assert_int_equal(error, 0);
	assert_int_equal(kmsan_test(length, sizeof(*length)), -1);
	leave_marks();
	assert_false(
	    REPORTS(error = kmsan_ioctl(driver, NULL, _IOC(IOC_INOUT, 'k', 1, 200), s, 0)));
	assert_int_equal(error, 0);
	kmsan_args_in_context = false;
	kmsan_init_arg(800);
}

/* A comparison finds its arguments initialised, whatever was passed before. */
static int
looks_at_arguments(const void *x, const void *y)
{
	const uint64_t *param = kmsan_port_context()->param;

	assert_true(param[0] == 0 && param[1] == 0 && param[50] == 0);
	leave_marks();
	kmsan_port_context()->retval[0] = *(const uint32_t *)x < 3 ? 1 : 0;
	return *(const int *)x - *(const int *)y;
}

static void
test_sort(void **state)
{
	struct kmsan_context *context = kmsan_port_context();
	int *numbers;

	(void)state;
	prepare();
	numbers = (int *)(void *)b;
	for (int i = 0; i < 5; i++)
		numbers[i] = (i * 3 + 1) % 5;
	kmsan_args_in_context = true;
	context->param[50] = 1;
	/* The comparison's result decides; it is not the sort's. */
	assert_true(REPORTS(kmsan_kheapsort(numbers, 5, 4, looks_at_arguments, word)));
	assert_true(context->retval[0] == 0);
	for (int i = 0; i < 5; i++)
		assert_int_equal(numbers[i], i);
	kmsan_args_in_context = false;
	kmsan_init_arg(800);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test_setup(test_arguments, set_up),
	    cmocka_unit_test_setup(test_after_callback, set_up),
	    cmocka_unit_test_setup(test_sort, set_up)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
