/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two unwinders. kmsan_linux_unwind_fast() follows frame pointers. kmsan_port_unwind() is for
 * reports: libunwind, which reads the call frame information of uninstrumented code and of signal
 * frames too.
 *
 * A report may be made in a signal handler that interrupted anything, with any lock held, on a
 * stack that is damaged. libunwind's local mode would take the dynamic loader's lock, cache
 * descriptions of images that are gone, and read wild addresses. So it runs in its remote mode, on
 * accessors of our own: images are found by _dl_find_object() (no lock), memory is probed before it
 * is read (no fault), nothing is cached (no stale entry). What remains is libunwind's pool
 * of register states: pages, not malloc, under a lock that is held with signals blocked, and taken
 * under the report lock alone, so that a fork never leaves it to a child locked.
 * The remote library has a second virtue: it exports no _Unwind_* function that would take the
 * place of the C++ runtime's.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <libunwind.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <ucontext.h>

#include <kmsan/port.h>

#include "rawsys.h"
#include "unwind.h"

/* In libunwind's library for all its users, though in none of its headers. */
extern int _Ux86_64_dwarf_search_unwind_table(unw_addr_space_t as, unw_word_t ip,
    unw_dyn_info_t *di, unw_proc_info_t *pi, int need_unwind_info, void *arg);
/* The loader's: the highest address of the first thread's stack. */
extern void *__libc_stack_end;

#define PAGE ((uintptr_t)KMSAN_PAGE_SIZE)
/* Of a stack beyond that (64 MiB) each page is probed each time. */
#define STACK_PAGES_MAX 16384

/* The part of the current thread's stack that is known to be there. */
static _Thread_local uintptr_t stack_lo, stack_hi;

/*
 * Is everything from sp up to stack_hi there? The stack of a thread ends at its thread block, the
 * first thread's where the loader found it. Pages are probed downwards from what is known, once:
 * below a stack there is nothing, so an alternate stack that lies lower is not taken for a
 * part of it.
 */
static bool
stack_known(uintptr_t sp)
{
	uintptr_t self = (uintptr_t)__builtin_thread_pointer();
	uintptr_t top;

	if (sp >= stack_lo && sp < stack_hi)
		return true;
	if (sp >= stack_hi) {
		top = sp < self ? self : (uintptr_t)__libc_stack_end;
		if (sp >= top)
			return false;
		stack_hi = top & ~(uintptr_t)7;
		stack_lo = top & ~(PAGE - 1);
	}
	if (sp < stack_lo && (stack_lo - sp) / PAGE >= STACK_PAGES_MAX)
		return false;
	while (sp < stack_lo) {
		if (!kmsan_linux_readable(stack_lo - PAGE))
			return false;
		stack_lo -= PAGE;
	}
	return true;
}

/* The runtime's code, whose frames are nobody's business (cmake/link-runtime.sh). */
extern const char __start_kmsan_text[] __attribute__((weak));
extern const char __stop_kmsan_text[] __attribute__((weak));
extern const char __start_kmsan_plain[] __attribute__((weak));
extern const char __stop_kmsan_plain[] __attribute__((weak));
extern const char __start_kmsan_entry[] __attribute__((weak));
extern const char __stop_kmsan_entry[] __attribute__((weak));

static inline bool
between(uintptr_t pc, const char *start, const char *stop)
{
	return pc - (uintptr_t)start < (uintptr_t)stop - (uintptr_t)start;
}

static inline bool
is_entry(uintptr_t pc)
{
	return between(pc, __start_kmsan_entry, __stop_kmsan_entry);
}

static inline bool
is_runtime(uintptr_t pc)
{
	return between(pc, __start_kmsan_text, __stop_kmsan_text) ||
	       between(pc, __start_kmsan_plain, __stop_kmsan_plain) || is_entry(pc);
}

/* The two words of a frame at fp, once more with a probe if the page is not known. */
struct walk {
	bool known;
	uintptr_t page;
};

static bool
frame_readable(struct walk *walk, uintptr_t fp)
{
	uintptr_t last = (fp + 8) & ~(PAGE - 1);

	if (walk->known)
		return fp >= stack_lo && fp <= stack_hi - 16;
	if (last == walk->page && (fp & ~(PAGE - 1)) == last)
		return true;
	if (!kmsan_linux_readable(fp) || !kmsan_linux_readable(fp + 8))
		return false;
	walk->page = last;
	return true;
}

/* Where handlers return to: libc's, one for all. */
static uintptr_t signal_return;

/*
 * What the handler interrupted whose frame is at fp: it made no call, so that no frame has its address,
 * but the kernel's does, above the return address. As if it had made one: readers take one off.
 */
static __attribute__((noinline, cold)) uintptr_t
interrupted_pc(struct walk *walk, uintptr_t fp)
{
	uintptr_t at = fp + 16 + offsetof(ucontext_t, uc_mcontext.gregs[REG_RIP]);

	return frame_readable(walk, at) ? *(const uintptr_t *)at + 1 : 0;
}

__attribute__((noinline)) size_t
kmsan_linux_unwind_fast(uintptr_t first, uintptr_t *pcs, size_t max)
{
	uintptr_t fp = (uintptr_t)__builtin_frame_address(0);
	uintptr_t next, pc;
	struct walk walk = {stack_known(fp), fp & ~(PAGE - 1)};
	bool met = false;
	size_t n = 0;

	if (max == 0)
		return 0;
	while (n < max && frame_readable(&walk, fp)) {
		next = ((const uintptr_t *)fp)[0];
		pc = ((const uintptr_t *)fp)[1];
		if (pc < PAGE || pc >> 47 != 0)
			break;
		if (first == 0 || pc == first) {
			first = pc;
			met = true;
		}
		if (__builtin_expect(pc == signal_return, 0))
			pc = interrupted_pc(&walk, fp);
		if (met && pc >= PAGE && !is_runtime(pc))
			pcs[n++] = pc;
		if (next <= fp || next % sizeof(uintptr_t) != 0 || next >> 47 != 0)
			break;
		fp = next;
	}
	if (n == 0 && first != 0)
		pcs[n++] = first;
	return n;
}

/*
 * libunwind's view of this thread.
 */

#define SEEN 8
struct view {
	uintptr_t regs[UNW_TDEP_LAST_REG + 1];
	uintptr_t image_lo, image_hi; /* readable for sure */
	uintptr_t seen[SEEN];	      /* readable pages, newest at seen[at - 1] */
	unsigned at;
};

static bool
view_readable(struct view *view, uintptr_t addr)
{
	uintptr_t page = addr & ~(PAGE - 1);
	unsigned i;

	if (addr >= view->image_lo && addr < view->image_hi)
		return true;
	for (i = 0; i < SEEN; i++)
		if (page != 0 && view->seen[i] == page)
			return true;
	if (addr >> 47 != 0 || !kmsan_linux_readable(addr))
		return false;
	view->seen[view->at++ % SEEN] = page;
	return true;
}

static int
access_mem(unw_addr_space_t as, unw_word_t addr, unw_word_t *value, int write, void *arg)
{
	(void)as;
	if (write || !view_readable(arg, addr & ~7UL) || !view_readable(arg, (addr + 7) & ~7UL))
		return -UNW_EINVAL;
	memcpy(value, (const void *)addr, sizeof(*value));
	return 0;
}

static int
access_reg(unw_addr_space_t as, unw_regnum_t reg, unw_word_t *value, int write, void *arg)
{
	const struct view *view = arg;

	(void)as;
	if (write || reg < 0 || reg > UNW_TDEP_LAST_REG)
		return -UNW_EBADREG;
	*value = view->regs[reg];
	return 0;
}

static int
access_fpreg(unw_addr_space_t as, unw_regnum_t reg, unw_fpreg_t *value, int write, void *arg)
{
	(void)as, (void)reg, (void)value, (void)write, (void)arg;
	return -UNW_EBADREG;
}

/* The header of an image's .eh_frame_hdr, in the one form that linkers write. */
struct eh_frame_hdr {
	uint8_t version, frame_encoding, count_encoding, table_encoding;
	int32_t frame;
	uint32_t count;
};
#define DW_EH_PE_udata4		0x03
#define DW_EH_PE_datarel_sdata4 0x3b

static int
find_proc_info(
    unw_addr_space_t as, unw_word_t ip, unw_proc_info_t *info, int need_unwind_info, void *arg)
{
	struct view *view = arg;
	struct dl_find_object object;
	const struct eh_frame_hdr *hdr;
	unw_dyn_info_t table = {0};

	if (_dl_find_object((void *)ip, &object) != 0 || object.dlfo_eh_frame == NULL)
		return -UNW_ENOINFO;
	hdr = object.dlfo_eh_frame;
	if (!view_readable(view, (uintptr_t)hdr & ~7UL) || hdr->version != 1 ||
	    hdr->count_encoding != DW_EH_PE_udata4 ||
	    hdr->table_encoding != DW_EH_PE_datarel_sdata4)
		return -UNW_ENOINFO;
	table.format = UNW_INFO_FORMAT_REMOTE_TABLE;
	table.start_ip = (uintptr_t)object.dlfo_map_start;
	table.end_ip = (uintptr_t)object.dlfo_map_end;
	table.u.rti.segbase = (uintptr_t)hdr;
	table.u.rti.table_data = (uintptr_t)(hdr + 1);
	/* Entries are two 4-byte words; the length is in words of 8. */
	table.u.rti.table_len = hdr->count;
	return _Ux86_64_dwarf_search_unwind_table(as, ip, &table, info, need_unwind_info, arg);
}

static void
put_unwind_info(unw_addr_space_t as, unw_proc_info_t *info, void *arg)
{
	(void)as, (void)info, (void)arg;
}

static int
no_dyn_info(unw_addr_space_t as, unw_word_t *addr, void *arg)
{
	(void)as, (void)addr, (void)arg;
	return -UNW_ENOINFO;
}

static int
no_resume(unw_addr_space_t as, unw_cursor_t *cursor, void *arg)
{
	(void)as, (void)cursor, (void)arg;
	return -UNW_EINVAL;
}

static int
no_proc_name(
    unw_addr_space_t as, unw_word_t ip, char *buf, size_t size, unw_word_t *offset, void *arg)
{
	(void)as, (void)ip, (void)buf, (void)size, (void)offset, (void)arg;
	return -UNW_ENOINFO;
}

static unw_accessors_t accessors = {
    .find_proc_info = find_proc_info,
    .put_unwind_info = put_unwind_info,
    .get_dyn_info_list_addr = no_dyn_info,
    .access_mem = access_mem,
    .access_reg = access_reg,
    .access_fpreg = access_fpreg,
    .resume = no_resume,
    .get_proc_name = no_proc_name,
};
static _Atomic(unw_addr_space_t) space;

static int
lowest_free(int fd)
{
	while (KMSAN_SYS(SYS_fcntl, fd, F_GETFD, 0, 0) >= 0)
		fd++;
	return fd;
}

/*
 * libunwind opens a pipe to probe memory with, which its remote mode never does. In the program's
 * table of descriptors it would take the numbers that the program's first files have elsewhere.
 */
static void
close_pipe(int in, int out)
{
	struct stat a, b;

	if (KMSAN_SYS(SYS_fstat, in, &a, 0, 0) != 0 || KMSAN_SYS(SYS_fstat, out, &b, 0, 0) != 0 ||
	    !S_ISFIFO(a.st_mode) || a.st_dev != b.st_dev || a.st_ino != b.st_ino)
		return;
	KMSAN_SYS(SYS_close, in, 0, 0, 0);
	KMSAN_SYS(SYS_close, out, 0, 0, 0);
}

/* At start, because libunwind takes the space from malloc, whose lock a report may find held. */
__attribute__((constructor)) static unw_addr_space_t
unwind_space(void)
{
	unw_addr_space_t as = atomic_load(&space);
	struct {
		uintptr_t handler, flags, restorer;
		uint64_t mask;
	} action = {0};
	int in, out;

	if (as == NULL) {
		/* The runtime has a handler of faults. */
		if (KMSAN_SYS(SYS_rt_sigaction, SIGSEGV, 0, &action, sizeof(action.mask)) == 0)
			signal_return = action.restorer;
		in = lowest_free(0);
		out = lowest_free(in + 1);
		as = unw_create_addr_space(&accessors, 0);
		if (as != NULL)
			unw_set_caching_policy(as, UNW_CACHE_NONE);
		close_pipe(in, out);
		atomic_store(&space, as);
	}
	return as;
}

#define GET_REG(view, name, number)                                                                \
	__asm__ volatile("movq %%" name ", %0" : "=m"((view)->regs[number]))

/*
 * Is pc the code to which a signal handler returns? Recognised as debuggers do, by its two
 * instructions, mov $SYS_rt_sigreturn, %rax; syscall: libunwind's own answer speaks of the frame
 * before or after it, depending on how it came there.
 */
static bool
returns_to_kernel(struct view *view, uintptr_t pc)
{
	static const uint8_t code[9] = {0x48, 0xc7, 0xc0, SYS_rt_sigreturn, 0, 0, 0, 0x0f, 0x05};

	return view_readable(view, pc & ~7UL) && view_readable(view, (pc + 8) & ~7UL) &&
	       memcmp((const void *)pc, code, sizeof(code)) == 0;
}

/* Fills pcs from the frame whose return address is first; 0 if that frame was not met. */
static size_t
unwind_frames(struct view *view, uintptr_t first, uintptr_t *pcs, uint8_t *flags, size_t max)
{
	unw_cursor_t cursor;
	unw_word_t pc, sp, last_sp = 0;
	size_t n = 0, steps;
	bool met = false, stub = false, interrupted, runtime = false;
	uint8_t flag = 0;

	if (unw_init_remote(&cursor, unwind_space(), view) != 0)
		return 0;
	/* A damaged stack may lead in a circle. */
	for (steps = 0; n < max && steps < 4096 && unw_step(&cursor) > 0; steps++) {
		if (unw_get_reg(&cursor, UNW_REG_IP, &pc) != 0 || pc < PAGE)
			break;
		if (unw_get_reg(&cursor, UNW_REG_SP, &sp) != 0 || sp == last_sp)
			break;
		last_sp = sp;
		interrupted = stub;
		stub = returns_to_kernel(view, pc);
		met |= pc == first;
		/* The stub itself is no function of anybody's. The handler below it is ours or libc's. */
		if (stub) {
			if (met)
				flag |= KMSAN_PC_INTERRUPTED | (runtime ? KMSAN_PC_LEVEL : 0);
			continue;
		}
		/* A call that does not return may be a function's end: its return address is behind. */
		runtime = is_runtime(pc - !interrupted);
		if (met && is_entry(pc - !interrupted))
			flag |= KMSAN_PC_LEVEL;
		if (runtime) {
			/* Whoever called the interrupted function was not interrupted itself. */
			flag &= KMSAN_PC_LEVEL;
		} else if (met) {
			pcs[n] = pc;
			flags[n++] = flag;
			flag = 0;
		}
	}
	return n;
}

__attribute__((noinline)) size_t
kmsan_port_unwind(uintptr_t first, uintptr_t *pcs, uint8_t *flags, size_t max)
{
	struct view view;
	size_t n = 0;

	if (first == 0)
		first = (uintptr_t)__builtin_return_address(0);
	if (flags == NULL)
		return kmsan_linux_unwind_fast(first, pcs, max);
	if (max == 0)
		return 0;
	memset(&view, 0, sizeof(view));
	/* All that call frame information speaks of: the callee-saved registers and where we are. */
	GET_REG(&view, "rbx", UNW_X86_64_RBX);
	GET_REG(&view, "rbp", UNW_X86_64_RBP);
	GET_REG(&view, "r12", UNW_X86_64_R12);
	GET_REG(&view, "r13", UNW_X86_64_R13);
	GET_REG(&view, "r14", UNW_X86_64_R14);
	GET_REG(&view, "r15", UNW_X86_64_R15);
	GET_REG(&view, "rsp", UNW_X86_64_RSP);
	__asm__ volatile("leaq 0(%%rip), %0" : "=r"(view.regs[UNW_X86_64_RIP]));
	if (unwind_space() != NULL)
		n = unwind_frames(&view, first, pcs, flags, max);
	if (n == 0) {
		n = kmsan_linux_unwind_fast(first, pcs, max);
		memset(flags, 0, n);
	}
	return n;
}
