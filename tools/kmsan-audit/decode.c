/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The length of x86-64 instructions, and the few kinds that matter here. By the opcode maps of the
 * Intel manual, volume 2, appendix A: what has a ModRM byte, and how long the immediate operand is.
 * Instructions that do not exist in 64-bit mode are refused.
 */
#include "audit.h"

#include <string.h>

#define NO_MODRM 0x10
#define IMM	 0x0f /* bytes of the immediate operand; these two are not a number: */
#define IMM_Z	 0x0e /* 4, or 2 with an operand-size prefix */
#define IMM_V	 0x0d /* as IMM_Z, or 8 with REX.W */
#define BAD	 0xff

struct decoder {
	const uint8_t *code;
	size_t size, at;
	bool wide, small, short_address, fs; /* REX.W; 66; 67; 64 */
	bool repeat;			     /* f3 */
};

/* One-byte opcodes: NO_MODRM | immediate; a ModRM byte otherwise. */
static unsigned
one_byte(unsigned op)
{
	if (op < 0x40) {
		switch (op & 7) {
		case 4:
			return NO_MODRM | 1;
		case 5:
			return NO_MODRM | IMM_Z;
		case 6:
		case 7:
			return BAD;
		default:
			return 0;
		}
	}
	if (op >= 0x70 && op <= 0x7f)
		return NO_MODRM | 1;
	if (op >= 0xb0 && op <= 0xbf)
		return NO_MODRM | (op < 0xb8 ? 1 : IMM_V);
	if ((op >= 0x84 && op <= 0x8f) || op == 0x63 || (op >= 0xd0 && op <= 0xd3) ||
	    (op >= 0xd8 && op <= 0xdf) || op == 0xfe || op == 0xff || op == 0xf6 || op == 0xf7)
		return 0; /* f6 and f7 have an operand in two forms */
	switch (op) {
	case 0x60:
	case 0x61:
	case 0x82:
	case 0x9a:
	case 0xd4:
	case 0xd5:
	case 0xd6:
	case 0xea:
		return BAD;
	case 0x68:
	case 0xa9:
		return NO_MODRM | IMM_Z;
	case 0x69:
	case 0x81:
	case 0xc7:
		return IMM_Z;
	case 0x6b:
	case 0x80:
	case 0x83:
	case 0xc0:
	case 0xc1:
	case 0xc6:
		return 1;
	case 0x6a:
	case 0xa8:
	case 0xcd:
	case 0xe0:
	case 0xe1:
	case 0xe2:
	case 0xe3:
	case 0xe4:
	case 0xe5:
	case 0xe6:
	case 0xe7:
	case 0xeb:
		return NO_MODRM | 1;
	case 0xc2:
	case 0xca:
		return NO_MODRM | 2;
	case 0xc8:
		return NO_MODRM | 3;
	case 0xe8:
	case 0xe9:
		return NO_MODRM | 4;
	default:
		return NO_MODRM;
	}
}

/* Opcodes after 0f, and what VEX and EVEX call map 1. */
static unsigned
two_byte(unsigned op, bool vector)
{
	if (op >= 0x80 && op <= 0x8f && !vector)
		return NO_MODRM | 4;
	if ((op >= 0x70 && op <= 0x73) || op == 0xc2 || (op >= 0xc4 && op <= 0xc6))
		return 1;
	if (vector)
		return op == 0x77 ? NO_MODRM : 0;
	switch (op) {
	case 0x0f:
	case 0xa4:
	case 0xac:
	case 0xba:
		return 1;
	case 0x04:
	case 0x0a:
	case 0x0c:
	case 0x36:
	case 0x39:
		return BAD;
	case 0x05:
	case 0x06:
	case 0x07:
	case 0x08:
	case 0x09:
	case 0x0b:
	case 0x0e:
	case 0x77:
	case 0xa0:
	case 0xa1:
	case 0xa2:
	case 0xa8:
	case 0xa9:
	case 0xaa:
		return NO_MODRM;
	default:
		return (op >= 0x30 && op <= 0x37) || (op >= 0xc8 && op <= 0xcf) ? NO_MODRM : 0;
	}
}

static int
byte(struct decoder *d)
{
	return d->at < d->size ? d->code[d->at++] : -1;
}

static bool
skip(struct decoder *d, size_t n)
{
	d->at += n;
	return d->at <= d->size;
}

/* Returns the byte after the prefixes. */
static int
prefixes(struct decoder *d)
{
	for (;;) {
		int c = byte(d);

		switch (c) {
		case 0x66:
			d->small = true;
			break;
		case 0x67:
			d->short_address = true;
			break;
		case 0x64:
			d->fs = true;
			break;
		case 0xf3:
			d->repeat = true;
			break;
		case 0xf2:
		case 0xf0:
		case 0x26:
		case 0x2e:
		case 0x36:
		case 0x3e:
		case 0x65:
			break;
		default:
			if (c >= 0x40 && c <= 0x4f) {
				d->wide = (c & 8) != 0;
				c = byte(d);
			}
			return c;
		}
	}
}

/* What follows a VEX or EVEX prefix whose first byte is this. -1: not such an instruction. */
static int
vector(struct decoder *d, int first, int *op)
{
	int map = 1, c = byte(d);

	if (first == 0xc4 || first == 0x62)
		map = c & (first == 0x62 ? 7 : 31);
	if (c < 0 || (first != 0xc5 && !skip(d, first == 0x62 ? 2 : 1)))
		return -1;
	*op = byte(d);
	if (*op < 0 || map == 0)
		return -1;
	if (map == 1)
		return (int)two_byte((unsigned)*op, true);
	return map == 3 ? 1 : 0;
}

/* The ModRM byte, in *modrm, and what belongs to it; *displacement: where its four bytes are, or 0. */
static bool
operand(struct decoder *d, int *modrm, size_t *displacement)
{
	int m = byte(d), mod = m >> 6, rm = m & 7;

	*modrm = m;
	if (m < 0)
		return false;
	if (mod == 3)
		return true;
	if (rm == 4) {
		int sib = byte(d);

		if (sib < 0)
			return false;
		rm = (sib & 7) == 5 && mod == 0 ? 5 : 4;
	}
	if (mod == 1)
		return skip(d, 1);
	if (mod == 2 || rm == 5) {
		*displacement = d->at;
		return skip(d, 4);
	}
	return true;
}

static int64_t
number(const struct decoder *d, size_t at)
{
	int32_t value;

	memcpy(&value, d->code + at, sizeof(value));
	return value;
}

static void
classify(
    struct instruction *i, const struct decoder *d, bool plain, int op, int modrm, size_t where)
{
	if (plain && (op == 0xe8 || op == 0xe9)) {
		i->kind = op == 0xe8 ? CALL : JUMP;
		where = d->at - 4;
	} else if (plain && op == 0xff && (modrm == 0x15 || modrm == 0x25)) {
		i->kind = modrm == 0x15 ? CALL_THROUGH : JUMP_THROUGH;
	} else if (plain && op == 0xcf) {
		i->kind = IRET;
		return;
	} else if (d->fs && where != 0 && modrm >= 0 && (modrm & 0xc7) == 0x04) {
		i->kind = CONTEXT;
	} else {
		return;
	}
	i->operand = where;
	i->value = number(d, where);
}

bool
decode(const uint8_t *code, size_t size, struct instruction *i)
{
	struct decoder d = {.code = code, .size = size < 15 ? size : 15};
	int op = prefixes(&d), modrm = -1, form;
	size_t where = 0;
	bool plain = false;

	memset(i, 0, sizeof(*i));
	if (op < 0)
		return false;
	if (op == 0xc4 || op == 0xc5 || op == 0x62) {
		form = vector(&d, op, &op);
	} else if (op != 0x0f) {
		form = (int)one_byte((unsigned)op);
		plain = true;
	} else if ((op = byte(&d)) == 0x38 || op == 0x3a) {
		form = op == 0x3a ? 1 : 0;
		op = byte(&d);
	} else {
		form = op < 0 ? -1 : (int)two_byte((unsigned)op, false);
		if (d.repeat && op == 0x1e && d.at < d.size && code[d.at] == 0xfa)
			i->kind = ENDBR;
	}
	if (form < 0 || form == BAD || op < 0)
		return false;
	if ((form & NO_MODRM) == 0) {
		if (!operand(&d, &modrm, &where))
			return false;
		if (plain && (op == 0xf6 || op == 0xf7) && (modrm & 0x38) <= 0x08)
			form = op == 0xf6 ? 1 : IMM_Z;
	}
	switch (form & IMM) {
	case IMM_V:
		form = d.wide ? 8 : d.small ? 2 : 4;
		break;
	case IMM_Z:
		form = d.small ? 2 : 4;
		break;
	}
	if (plain && op >= 0xa0 && op <= 0xa3)
		form = d.short_address ? 4 : 8;
	if (!skip(&d, (size_t)(form & IMM)))
		return false;
	classify(i, &d, plain, op, modrm, where);
	i->length = d.at;
	return true;
}
