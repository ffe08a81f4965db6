/* SPDX-License-Identifier: BSD-2-Clause */
/* What all wrappers share: the first call of each, names of sinks, marks of large ranges. */
#include "libc.h"
#include "plain.h"
#include <dlfcn.h>
#include <link.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <kmsan/port.h>
#include <msan/context.h>
#include <msan/shadow.h>
#include "../rawsys.h"

LIBC_HIDDEN void kmsan_libc_resolve(struct libc_desc *desc);
extern const char __executable_start[], _end[];

/*
 * First call of a wrapper: r11 = its descriptor, r10 = its body, all argument registers live (al
 * too: the number of vector registers of a call with "...").
 */
__asm__(".text\n"
	".type kmsan_libc_first, @function\n"
	".globl kmsan_libc_first\n"
	".hidden kmsan_libc_first\n"
	"kmsan_libc_first:\n\t"
	".cfi_startproc\n\t"
	"pushq %rbp\n\t"
	".cfi_def_cfa_offset 16\n\t"
	".cfi_offset %rbp, -16\n\t"
	"movq %rsp, %rbp\n\t"
	".cfi_def_cfa_register %rbp\n\t"
	"subq $208, %rsp\n\t"
	"andq $-16, %rsp\n\t"
	"movaps %xmm0, (%rsp)\n\t"
	"movaps %xmm1, 16(%rsp)\n\t"
	"movaps %xmm2, 32(%rsp)\n\t"
	"movaps %xmm3, 48(%rsp)\n\t"
	"movaps %xmm4, 64(%rsp)\n\t"
	"movaps %xmm5, 80(%rsp)\n\t"
	"movaps %xmm6, 96(%rsp)\n\t"
	"movaps %xmm7, 112(%rsp)\n\t"
	"movq %rdi, 128(%rsp)\n\t"
	"movq %rsi, 136(%rsp)\n\t"
	"movq %rdx, 144(%rsp)\n\t"
	"movq %rcx, 152(%rsp)\n\t"
	"movq %r8, 160(%rsp)\n\t"
	"movq %r9, 168(%rsp)\n\t"
	"movq %rax, 176(%rsp)\n\t"
	"movq %r10, 184(%rsp)\n\t"
	"movq %r11, 192(%rsp)\n\t"
	"movq %r11, %rdi\n\t"
	"call kmsan_libc_resolve\n\t"
	"movaps (%rsp), %xmm0\n\t"
	"movaps 16(%rsp), %xmm1\n\t"
	"movaps 32(%rsp), %xmm2\n\t"
	"movaps 48(%rsp), %xmm3\n\t"
	"movaps 64(%rsp), %xmm4\n\t"
	"movaps 80(%rsp), %xmm5\n\t"
	"movaps 96(%rsp), %xmm6\n\t"
	"movaps 112(%rsp), %xmm7\n\t"
	"movq 128(%rsp), %rdi\n\t"
	"movq 136(%rsp), %rsi\n\t"
	"movq 144(%rsp), %rdx\n\t"
	"movq 152(%rsp), %rcx\n\t"
	"movq 160(%rsp), %r8\n\t"
	"movq 168(%rsp), %r9\n\t"
	"movq 176(%rsp), %rax\n\t"
	"movq 184(%rsp), %r10\n\t"
	"movq 192(%rsp), %r11\n\t"
	"leave\n\t"
	".cfi_def_cfa %rsp, 8\n\t"
	"cmpb $1, (%r11)\n\t"
	"jne 1f\n\t"
	"jmpq *%r10\n"
	"1:\tjmpq *8(%r11)\n\t"
	".cfi_endproc\n\t"
	".size kmsan_libc_first, .-kmsan_libc_first\n");

/*
 * Is this function the program's own? An address in the program may also be a PLT entry that
 * stands for libc's function in a program that is not position-independent; then the symbol at
 * that address is undefined.
 */
static bool
is_programs(const void *real)
{
	const char *p = real;
	const ElfW(Sym) *sym = NULL;
	Dl_info info;

	if (p < __executable_start || p >= _end)
		return false;
	if (plain_is(real))
		return false;
	if (dladdr1(real, &info, (void **)&sym, RTLD_DL_SYMENT) == 0 || sym == NULL)
		return true;
	return info.dli_saddr != real || sym->st_shndx != SHN_UNDEF;
}

static void *
find_lazy(const struct libc_desc *desc)
{
	void *real = dlsym(RTLD_DEFAULT, desc->name);

	if (real == NULL && *desc->lib != '\0') {
		void *lib = dlopen(desc->lib, RTLD_LAZY | RTLD_GLOBAL);

		if (lib != NULL)
			real = dlsym(lib, desc->name);
	}
	if (real == NULL)
		kmsan_fatal(0, "%s: called, but no library has it", desc->name);
	return real;
}

/* Threads may come here together: all store the same. */
void
kmsan_libc_resolve(struct libc_desc *desc)
{
	uint64_t state;

	if (desc->name != NULL)
		__atomic_store_n(&desc->real, find_lazy(desc), __ATOMIC_RELAXED);
	state = is_programs(desc->real) ? 2 : 1;
	__atomic_store_n(&desc->state, state, __ATOMIC_RELEASE);
}

/*
 * Sink names are made at the first report that needs them and kept, since a report may be looked
 * at until the end. Entries are only ever added; two threads that add the same name waste one.
 */
struct sink_name {
	const char *fn;
	unsigned arg;
	_Atomic(bool) ready;
	char text[64];
};
#define SINK_NAMES 512
static struct sink_name sink_names[SINK_NAMES];
static atomic_uint sink_count;

/* The function of the source: "sprintf" for "__sprintf_chk", "basename" for "__xpg_basename". */
static void
source_name(char *name, size_t size, const char *fn)
{
	static const char *const prefixes[] = {"__xpg_", "__isoc99_", "__isoc23_"};
	size_t n;

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (strncmp(fn, prefixes[i], strlen(prefixes[i])) == 0)
			fn += strlen(prefixes[i]);
	n = strlen(fn);
	if (n > 6 && strncmp(fn, "__", 2) == 0 && strcmp(fn + n - 4, "_chk") == 0) {
		fn += 2;
		n -= 6;
	}
	if (n >= size)
		n = size - 1;
	memcpy(name, fn, n);
	name[n] = '\0';
}

static const char *
sink_name(const char *fn, unsigned arg)
{
	unsigned n = atomic_load(&sink_count);
	struct sink_name *s;
	char name[48];

	for (unsigned i = 0; i < n && i < SINK_NAMES; i++) {
		s = &sink_names[i];
		if (atomic_load(&s->ready) && s->fn == fn && s->arg == arg)
			return s->text;
	}
	if (n >= SINK_NAMES || (n = atomic_fetch_add(&sink_count, 1)) >= SINK_NAMES)
		return fn;
	s = &sink_names[n];
	source_name(name, sizeof(name), fn);
	s->fn = fn;
	s->arg = arg;
	(void)kmsan_snprintf(s->text, sizeof(s->text), "%s():arg%u", name, arg);
	atomic_store(&s->ready, true);
	return s->text;
}

void
libc_report(
    const char *fn, unsigned arg, const void *p, size_t size, enum kmsan_kind kind, uintptr_t pc)
{
	struct kmsan_sink_args args = {
	    .name = sink_name(fn, arg),
	    .kind = kind,
	    .pc = pc,
	};

	(void)kmsan_check_range(p, size, &args);
}

/*
 * Fresh shadow pages read 0 and cost nothing until they are read: give the whole pages back
 * instead of filling them. A cell of an initialised byte may hold anything, so orig stays.
 */
void
libc_out_big(const void *p, size_t size)
{
	uintptr_t start = (uintptr_t)p, end = start + size;
	uintptr_t first = (start + KMSAN_PAGE_SIZE - 1) & -(uintptr_t)KMSAN_PAGE_SIZE;
	uintptr_t last = end & -(uintptr_t)KMSAN_PAGE_SIZE;

	if (!kmsan_port_shadowed(p, size) || first >= last) {
		kmsan_mark(p, size, KMSAN_STATE_INITED);
		return;
	}
	if (KMSAN_SYS(SYS_madvise, kmsan_port_shad((const void *)first), last - first,
		MADV_DONTNEED, 0) != 0)
		kmsan_mark((const void *)first, last - first, KMSAN_STATE_INITED);
	if (first > start)
		kmsan_mark(p, first - start, KMSAN_STATE_INITED);
	if (end > last)
		kmsan_mark((const void *)last, end - last, KMSAN_STATE_INITED);
}

void
libc_copied(const void *dst, const void *src, size_t size, uintptr_t pc)
{
	if (size == 0 || !kmsan_port_shadowed(dst, size))
		return;
	if (kmsan_port_shadowed(src, size))
		shadow_copy(dst, src, size, pc);
	else
		kmsan_mark(dst, size, KMSAN_STATE_INITED);
}

/* The result lies in a register: give it a place in memory for as long as it is looked at. */
void
libc_called(const char *fn, unsigned arg, size_t size, uintptr_t pc)
{
	struct kmsan_context *context = kmsan_port_context();
	uint64_t value = 0;

	if (context->retval[0] == 0)
		return;
	kmsan_mark_cell(&value, sizeof(value), context->retval_orig);
	memcpy(kmsan_port_shad(&value), &context->retval[0], sizeof(value));
	kmsan_init_ret(sizeof(value));
	libc_in(fn, arg, &value, size, KMSAN_KIND_VALUE, pc);
	kmsan_mark(&value, sizeof(value), KMSAN_STATE_INITED);
}
