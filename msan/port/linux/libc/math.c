/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions of libm that store through a pointer. Found at their first call: a program may do
 * without libm. A long double is stored as its 10 bytes.
 */
#include "libc.h"
#include <fenv.h>
#include <math.h>

#define LIB	  "libm.so.6"
#define STORED(p) OUT(p, _Generic(*(p), long double : 10, default : sizeof(*(p))))

/* Each for double, float and long double. */
#define FAMILY(type, f)                                                                            \
	LAZY_FN(type, frexp##f, (type x, int *e), (x, e), NOTHING, STORED(e));                     \
	LAZY_FN(type, modf##f, (type x, type * i), (x, i), NOTHING, STORED(i));                    \
	LAZY_FN(type, remquo##f, (type x, type y, int *q), (x, y, q), NOTHING, STORED(q));         \
	LAZY_FN(type, lgamma##f##_r, (type x, int *sign), (x, sign), NOTHING, STORED(sign));       \
	LAZY_FN(type, getpayload##f, (const type *x), (x), IN(1, x, LENGTH(x)), NOTHING);          \
	LAZY_FN(int, setpayload##f, (type * out, type x), (out, x), NOTHING, STORED(out));         \
	LAZY_FN(int, setpayloadsig##f, (type * out, type x), (out, x), NOTHING, STORED(out));      \
	LAZY_FN(int, totalorder##f, (const type *x, const type *y), (x, y), IN(1, x, LENGTH(x));   \
		IN(2, y, LENGTH(y)), NOTHING);                                                     \
	LAZY_FN(                                                                                   \
	    int, totalordermag##f, (const type *x, const type *y), (x, y), IN(1, x, LENGTH(x));    \
	    IN(2, y, LENGTH(y)), NOTHING);                                                         \
	LAZY_FN(type, nan##f, (const char *s), (s), IN_STR(1, s), NOTHING);                        \
	LAZY_FN(int, canonicalize##f, (type * out, const type *x), (out, x), IN(2, x, LENGTH(x)),  \
	    OUT_IF(r == 0, out, LENGTH(out)));                                                     \
	WRAP_LAZY(void, sincos##f, (type x, type * s, type * c), LIB)                              \
	{                                                                                          \
		LAZY(sincos##f)(x, s, c);                                                          \
		STORED(s);                                                                         \
		STORED(c);                                                                         \
	}                                                                                          \
	_Static_assert(1, "")
#define LENGTH(p) _Generic(*(p), long double : 10, default : sizeof(*(p)))

FAMILY(double, );
FAMILY(float, f);
FAMILY(long double, l);

ALIAS(frexpf64, frexp);
ALIAS(frexpf32, frexpf);
ALIAS(frexpf32x, frexp);
ALIAS(frexpf64x, frexpl);
ALIAS(modff64, modf);
ALIAS(modff32, modff);
ALIAS(modff32x, modf);
ALIAS(modff64x, modfl);
ALIAS(remquof64, remquo);
ALIAS(remquof32, remquof);
ALIAS(remquof32x, remquo);
ALIAS(remquof64x, remquol);
ALIAS(sincosf64, sincos);
ALIAS(sincosf32, sincosf);
ALIAS(sincosf32x, sincos);
ALIAS(sincosf64x, sincosl);
ALIAS(getpayloadf64, getpayload);
ALIAS(getpayloadf32, getpayloadf);
ALIAS(getpayloadf32x, getpayload);
ALIAS(getpayloadf64x, getpayloadl);
ALIAS(setpayloadf64, setpayload);
ALIAS(setpayloadf32, setpayloadf);
ALIAS(setpayloadf32x, setpayload);
ALIAS(setpayloadf64x, setpayloadl);
ALIAS(setpayloadsigf64, setpayloadsig);
ALIAS(setpayloadsigf32, setpayloadsigf);
ALIAS(setpayloadsigf32x, setpayloadsig);
ALIAS(setpayloadsigf64x, setpayloadsigl);
ALIAS(totalorderf64, totalorder);
ALIAS(totalorderf32, totalorderf);
ALIAS(totalorderf32x, totalorder);
ALIAS(totalorderf64x, totalorderl);
ALIAS(totalordermagf64, totalordermag);
ALIAS(totalordermagf32, totalordermagf);
ALIAS(totalordermagf32x, totalordermag);
ALIAS(totalordermagf64x, totalordermagl);
ALIAS(nanf64, nan);
ALIAS(nanf32, nanf);
ALIAS(nanf32x, nan);
ALIAS(nanf64x, nanl);
ALIAS(canonicalizef64, canonicalize);
ALIAS(canonicalizef32, canonicalizef);
ALIAS(canonicalizef32x, canonicalize);
ALIAS(canonicalizef64x, canonicalizel);
ALIAS(lgammaf64_r, lgamma_r);
ALIAS(lgammaf32_r, lgammaf_r);
ALIAS(lgammaf32x_r, lgamma_r);
ALIAS(lgammaf64x_r, lgammal_r);

/* The default environment is a constant, not an address. */
#define IN_ENV(p)                                                                                  \
	if ((p) != FE_DFL_ENV && (p) != FE_NOMASK_ENV)                                             \
	IN(1, p, sizeof(*(p)))

LAZY_FN(int, fegetenv, (fenv_t * out), (out), NOTHING, OUT_IF(r == 0, out, sizeof(*out)));
LAZY_FN(int, feholdexcept, (fenv_t * out), (out), NOTHING, OUT_IF(r == 0, out, sizeof(*out)));
LAZY_FN(int, fesetenv, (const fenv_t *env), (env), IN_ENV(env), NOTHING);
LAZY_FN(int, feupdateenv, (const fenv_t *env), (env), IN_ENV(env), NOTHING);
LAZY_FN(int, fegetexceptflag, (fexcept_t * out, int which), (out, which), NOTHING,
    OUT_IF(r == 0, out, sizeof(*out)));
LAZY_FN(int, fesetexceptflag, (const fexcept_t *flag, int which), (flag, which),
    IN(1, flag, sizeof(*flag)), NOTHING);
LAZY_FN(int, fegetmode, (femode_t * out), (out), NOTHING, OUT_IF(r == 0, out, sizeof(*out)));
LAZY_FN(int, fesetmode, (const femode_t *mode), (mode),
    if (mode != FE_DFL_MODE) IN(1, mode, sizeof(*mode)), NOTHING);
LAZY_FN(int, fetestexceptflag, (const fexcept_t *flag, int which), (flag, which),
    IN(1, flag, sizeof(*flag)), NOTHING);
