#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Single mistakes in msan/sink and msan/libkern: does a test notice each?

    mutate.py [N...]    all, or those of these numbers; about half an hour

In a copy of the sources each mistake is made in turn, and the unit tests that could notice
it are built and run, then a report test. Prints what was not noticed, and the numbers. For
hands: needs python3 and what building needs.
"""
import os
import shutil
import subprocess
import sys
import tempfile

# File, what is replaced at its first place, by what.
MUTATIONS = [
    ('sink/bio.c', 'kmsan_check_range(bp->b_data, bp->b_bcount, &args)',
     'kmsan_check_range(bp->b_data, bp->b_bufsize, &args)'),
    ('sink/bio.c', 'kmsan_mark(bp->b_data, bp->b_bcount - bp->b_resid,',
     'kmsan_mark(bp->b_data, bp->b_bcount,'),
    ('sink/bio.c', '\tbp->b_error = 0;\n',
     ''),
    ('sink/bio.c', '\tkmsan_mark(bpp, sizeof(*bpp), KMSAN_STATE_INITED);\n',
     ''),
    ('sink/bio.c', '\tif (check(bp, pc) > 0)\n\t\tkmsan_mark(bp->b_data, bp->b_bcount, KMSAN_STATE_INITED);\n',
     '\tcheck(bp, pc);\n'),
    ('sink/bio.c', '\tbp->b_pc = KMSAN_RET_ADDR;\n',
     '\tbp->b_pc = 0;\n'),
    ('sink/bio.c', 'if (async && bp->b_vp->v_error == 0)',
     'if (async)'),
    ('sink/bio.c', 'if (async && bp->b_vp->v_error == 0)',
     'if (bp->b_vp->v_error == 0)'),
    ('sink/bio.c', 'error = error != 0 ? error : one;',
     'error = one;'),
    ('sink/bio.c', '\tvp->v_error = 0;\n',
     ''),
    ('sink/bio.c', 'if ((vp == NULL || bp->b_vp == vp) && bio_take(bp))',
     'if ((vp == NULL || bp->b_vp) && bio_take(bp))'),
    ('sink/bio.c', '\twhile (vp->v_numoutput > 0)\n\t\tkmsan_port_wait(&bio_cache, &bio_cache.lock);\n',
     ''),
    ('sink/bio.c', '\t\tbp->b_vp->v_numoutput--;\n',
     '\t\tif (!async) bp->b_vp->v_numoutput--;\n'),
    ('sink/bio.c', '\tbp->b_oflags &= ~BO_DONE;\n',
     ''),
    ('sink/bio.c', '\t\tif (bp->b_vp != vp)\n\t\t\tcontinue;\n',
     ''),
    ('sink/bio_cache.c', '\t\t\tbp->b_cflags |= BC_AGE;\n',
     ''),
    ('sink/bio_cache.c', '\t\tkmsan_copy_meta(bp->b_data, old.b_data, keep);\n',
     ''),
    ('sink/bio_cache.c', '\t} else if (size > old.b_bcount) {',
     '\t} else if (size > old.b_bcount + 1) {'),
    ('sink/bio_cache.c', '\t\tbp->b_oflags &= ~BO_DONE;\n\tbp->b_bcount',
     '\t\t;\n\tbp->b_bcount'),
    ('sink/bio_cache.c', '(BC_INVAL | BC_NOCACHE)',
     'BC_INVAL'),
    ('sink/bio_cache.c', ' || bp->b_error != 0;',
     ';'),
    ('sink/bio_cache.c', '\t\tbp->b_cflags |= BC_WANTED;\n',
     ''),
    ('sink/bio_cache.c', '\t\tbio_cache.stats.bytes += bp->b_bufsize;\n',
     ''),
    ('sink/bio_cache.c', '\t\tbp->b_flags &= ~B_ASYNC;\n',
     ''),
    ('sink/bio_cache.c', '\tkmsan_mark(stats, sizeof(*stats), KMSAN_STATE_INITED);\n',
     ''),
    ('sink/bio_cache.c', 'size < old.b_bcount ? size : old.b_bcount',
     'old.b_bcount'),
    ('sink/uaccess.c', 'tell_done(done, n - left);',
     'tell_done(done, n);'),
    ('sink/uaccess.c', '\tkmsan_mark(uaddr, size, KMSAN_STATE_INITED);\n\treturn 0;\n}\n\nint\nkmsan_ucas',
     '\treturn 0;\n}\n\nint\nkmsan_ucas'),
    ('sink/uaccess.c', '\tif ((uintptr_t)uaddr % size != 0)\n\t\treturn KMSAN_EFAULT;\n',
     ''),
    ('sink/uaccess.c', '\tkmsan_mark(found, size, KMSAN_STATE_INITED);\n',
     ''),
    ('sink/uaccess.c', '\tcheck_copied(expected, size, expected_name, KMSAN_RET_ADDR);\n',
     '\t(void)expected_name;\n'),
    ('sink/uaccess.c', '\tkmsan_mark(found, size, KMSAN_STATE_INITED);\n\tkmsan_mark(uaddr, size, KMSAN_STATE_INITED);',
     '\tkmsan_mark(found, size, KMSAN_STATE_INITED);'),
    ('sink/uaccess.c', '\tkmsan_mark(done, sizeof(*done), KMSAN_STATE_INITED);\n',
     ''),
    ('sink/uaccess.c', '.pc = pc, .copied = true};',
     '.pc = pc};'),
    ('sink/uaccess.c', 'if (lost > 0 || (left > 0 && !ended))',
     'if (left > 0 && !ended)'),
    ('sink/uio.c', '\t\tuio->uio_offset += (int64_t)moved;\n',
     ''),
    ('sink/uio.c', '\tif (n > uio->uio_resid)\n\t\tn = uio->uio_resid;\n',
     ''),
    ('sink/uio.c', '\targs.total = size;\n',
     ''),
    ('sink/uio.c', 'size_t n = iov->iov_len < left ? iov->iov_len : left;',
     'size_t n = iov->iov_len; (void)left;'),
    ('sink/uio.c', '\t\tkmsan_mark(dst, n - left, KMSAN_STATE_INITED);',
     '\t\tkmsan_mark(dst, n, KMSAN_STATE_INITED);'),
    ('sink/uio.c', '\t\tkmsan_copy_meta_from(dst, src, n - left, pc);',
     '\t\tkmsan_copy_meta_from(dst, src, n, pc);'),
    ('sink/uio.c', '\tif (!is_kernel(uio))\n\t\treturn 0;\n',
     ''),
    ('sink/user.c', 'kmsan_mark(uaddr, len - left, KMSAN_STATE_INITED);',
     'kmsan_mark(uaddr, len, KMSAN_STATE_INITED);'),
    ('sink/ioctl.c', '\t\tmemset(data, 0, size);\n',
     ''),
    ('sink/ioctl.c', 'if (error == 0 && out)',
     'if (out)'),
    ('sink/ioctl.c', '\tif (error == 0)\n\t\terror = call(request, data);',
     '\terror = call(request, data);'),
    ('sink/ioctl.c', '\t\tkmsan_mark(small, SMALL, KMSAN_STATE_INITED);\n',
     '\t\t;\n'),
    ('sink/ioctl.c', '\t\tkmsan_mark_alloc(data, size, KMSAN_TYPE_KMEM, request->pc);\n',
     ''),
    ('sink/ioctl.c', '\t\tkmsan_mark(&udata, sizeof(udata), KMSAN_STATE_INITED);\n',
     ''),
    ('sink/sysctl.c', '\tkmsan_mark(&req, sizeof(req), KMSAN_STATE_INITED);\n',
     ''),
    ('sink/sysctl.c', '\treq->oldidx += size;\n\tif',
     '\treq->oldidx += n;\n\tif'),
    ('sink/sysctl.c', 'if (error == 0 && req->oldptr != NULL && n < size)',
     'if (error == 0 && n < size)'),
    ('sink/sysctl.c', '\treq->newidx += size;\n',
     ''),
    ('sink/sysctl.c', 'size > req->newlen - req->newidx',
     'size > req->newlen'),
    ('sink/sysctl.c', 'oldp == NULL || req.oldidx < req.oldlen ? req.oldidx : req.oldlen',
     'req.oldidx'),
    ('sink/dma.c', '\tif (part->piece->user)\n\t\treturn;\n',
     ''),
    ('sink/dma.c', '\t\tpiece.first -= (size_t)first;\n',
     ''),
    ('sink/dma.c', '\t\tdma->told = false;\n\tif ((request->ops & BUS_DMASYNC_POSTREAD)',
     '\t\t;\n\tif ((request->ops & BUS_DMASYNC_POSTREAD)'),
    ('sink/dma.c', '\tdma->told = false;\n\tall = ',
     '\tall = '),
    ('sink/dma.c', '\tbool told = dma->told;\n\n\tdma->told = false;',
     '\tbool told = dma->told;\n'),
    ('sink/dma.c', '\tkmsan_mark(more, count * sizeof(*more), KMSAN_STATE_INITED);\n',
     ''),
    ('sink/dma.c', '\t\tkmem_intr_free(dma->pieces, dma->room * sizeof(*more));\n',
     '\t\t;\n'),
    ('sink/dma.c', 'iov->iov_len < left ? iov->iov_len : left, i + 1, user',
     'left > 0 ? iov->iov_len : 0, i + 1, user'),
    ('sink/dma.c', 'i < dma->count && at < offset + len',
     'i < dma->count && at < len'),
    ('sink/dmamem.c', '!overlaps && dead',
     '(overlaps || dead) && dead'),
    ('sink/bus_dma_map.c', 'address + n - 1 > tag->limit',
     'address + n > tag->limit'),
    ('sink/bus_dma_map.c', '\t\ttag->ops->free(tag->cookie, map->dm_bounce, map->dm_size);\n',
     '\t\t(void)tag;\n'),
    ('sink/bus_dma_map.c', 'last->ds_addr + last->ds_len != address ||\n\t    (map->dm_boundary != 0 && address % map->dm_boundary == 0)',
     'last->ds_addr + last->ds_len != address'),
    ('sink/bus_dma_map.c', 'size_t written = dma->told && dma->written < len ? dma->written : len;',
     'size_t written = len;'),
    ('sink/bus_dma_map.c', '\tmap->dm_maxsegsz = map->dm_maxmaxsegsz;\n}',
     '}'),
    ('sink/bus_dma_map.c', 'map->dm_kmsan.pieces[0].user = p != NULL;',
     'map->dm_kmsan.pieces[0].user = p == NULL;'),
    ('sink/bus_dma_map.c', '\tif (map->dm_bounce == NULL)\n\t\treturn KMSAN_ENOMEM;\n\tmap->dm_nsegs',
     '\tmap->dm_nsegs'),
    ('sink/bus_dma_map.c', '\tmap->dm_nsegs = 0;\n\tmap->dm_bounced = true;',
     '\tmap->dm_bounced = true;'),
    ('sink/bus_dma_map.c', '\tkmsan_mark(mapp, sizeof(*mapp), KMSAN_STATE_INITED);\n',
     ''),
    ('sink/bus_dma_map.c', 'size_t len = segs[n].ds_len < size ? segs[n].ds_len : size;',
     'size_t len = segs[n].ds_len;'),
    ('sink/bus_dma_mem.c', 'alignment < round_up(size)',
     'alignment > round_up(size)'),
    ('sink/bus_dma_mem.c', '\tkmsan_mark(segs, sizeof(segs[0]), KMSAN_STATE_INITED);\n',
     ''),
    ('sink/bus_dma_mem.c', '\tkmsan_mark(kva, sizeof(*kva), KMSAN_STATE_INITED);\n',
     ''),
    ('sink/bus_dma_mem.c', '\tdmamem_taken(pages, segs[0].ds_len, KMSAN_RET_ADDR);\n',
     ''),
    ('sink/bus_dma_mem.c', 'max_addr < tag->limit ? max_addr : tag->limit',
     'max_addr'),
    ('sink/bus_space.c', 'span <= (a->tag->size - at) / step',
     'span <= a->tag->size / step'),
    ('sink/bus_space.c', ' &&\n\t    count <= SIZE_MAX / 2 / a->size)',
     ')'),
    ('sink/bus_space.c', 'bus_size_t span = a->step != 0 ? count : count != 0;',
     'bus_size_t span = count;'),
    ('sink/bus_space.c', '\tkmsan_mark(buf, count * a.size, KMSAN_STATE_INITED);',
     '\tkmsan_mark(buf, count, KMSAN_STATE_INITED);'),
    ('sink/bus_space.c', 'target_at <= source_at ? i : count - 1 - i',
     'i'),
    ('sink/bus_space.c', '\tkmsan_mark(handle, sizeof(*handle), KMSAN_STATE_INITED);\n',
     ''),
    ('sink/bus_space.c', '\tif (count == 0)\n\t\treturn;\n',
     ''),
    ('sink/bus_space.c', '\tif (offset > tag->size - handle)\n\t\treturn KMSAN_EINVAL;\n',
     ''),
    ('sink/if.c', '\tm_freem(m);\n\treturn error;',
     '\t(void)m;\n\treturn error;'),
    ('sink/if.c', '\t\t\tm_freem(head);\n\t\t\tifp->if_iqdrops++;',
     '\t\t\tm_freem(head);'),
    ('sink/if.c', '\t\t\tm_freem(head);\n\t\t\tifp->if_iqdrops++;',
     '\t\t\tifp->if_iqdrops++;'),
    ('sink/if.c', '\tkmsan_mark(m->m_data, (size_t)m->m_len, KMSAN_STATE_INITED);\n',
     ''),
    ('sink/if.c', '\t\tm_freem(head);\n\t\treturn 0;',
     '\t\treturn 0;'),
    ('sink/if.c', '\t\tifp->if_oerrors++;\n\t\treturn error;',
     '\t\treturn error;'),
    ('sink/if.c', '\tifp->if_ibytes += size;\n',
     ''),
    ('sink/if.c', '\t\t\tm_freem(m);\n\t\t\treturn NULL;',
     '\t\t\treturn NULL;'),
    ('sink/in_cksum.c', '\t\tsum.total += nxt;\n',
     ''),
    ('sink/in_cksum.c', '\t\tcheck(m, 12, 8, "in4_cksum", KMSAN_RET_ADDR);\n',
     ''),
    ('sink/in_cksum.c', 'if (off < 0 || len < 0 || ',
     'if (len < 0 || '),
    ('sink/in_cksum.c', '\twhile (total >> 16 != 0)\n\t\ttotal',
     '\tif (total >> 16 != 0)\n\t\ttotal'),
    ('sink/mbuf.c', 'm->m_len < 0 || at > room',
     'at > room'),
    ('sink/mbuf.c', 'hdr ? m->m_pktdat : m->m_dat',
     'm->m_dat'),
    ('sink/mbuf.c', '\t\t\tpower *= 2;',
     '\t\t\tpower += 0;'),
    ('sink/mbuf.c', 'local.base = start + lo;',
     'local.base = start;'),
    ('sink/piece.c', 'piece->first + (size_t)first',
     'piece->first'),
    ('libkern/memory.c', '\tif ((shad & 0xff) != 0)\n\t\tkmsan_mark_cell(dst, size, context->param_orig[2]);\n',
     ''),
    ('libkern/memory.c', 'memset(shad_of(dst), (int)(shad & 0xff), size);',
     'memset(shad_of(dst), 0, size);'),
    ('libkern/memory.c', 'return i < size ? i + 1 : size;',
     'return i;'),
    ('libkern/memory.c', 'certain = certain || read_differ(x + i, y + i);',
     'certain = read_differ(x + i, y + i);'),
    ('libkern/memory.c', '\tkmsan_mark(dst, size, KMSAN_STATE_INITED);\n}',
     '}'),
    ('libkern/memory.c', 'READ_ARGS("808");\n\tfill(dst, c, size);\n\treturn dst;\n}\n\nvoid *\nkmsan_explicit',
     'fill(dst, c, size);\n\treturn dst;\n}\n\nvoid *\nkmsan_explicit'),
    ('libkern/memory.c', 'READ_ARGS("848");',
     'READ_ARGS("804");'),
    ('libkern/read.c', '(i == size - 1 && order.equal && left != right)',
     'false'),
    ('libkern/read.c', '(order.less && left >= right)',
     '(order.less && left > right)'),
    ('libkern/read.c', '\treport(names[1], b, size, pc);\n',
     ''),
    ('libkern/read.c', '& ~(read_shad(a) | read_shad(b)) & 0xff',
     '& ~read_shad(a) & 0xff'),
    ('libkern/read.c', '\tkmsan_init_arg(CONTEXT_PARAM_SIZE);\n',
     ''),
    ('libkern/read.c', '\t/* It must not be taken for the result of the library function. */\n\tkmsan_init_ret(sizeof(uint64_t));\n',
     ''),
    ('libkern/strcopy.c', '\t\tkmsan_mark(dst, n, KMSAN_STATE_INITED);\n\telse',
     '\t\tkmsan_mark(dst, n + 1, KMSAN_STATE_INITED);\n\telse'),
    ('libkern/strcopy.c', 'n < size ? n + 1 : n, KMSAN_RET_ADDR);\n\tmemcpy(dst, src, n);\n\tmemset',
     'n, KMSAN_RET_ADDR);\n\tmemcpy(dst, src, n);\n\tmemset'),
    ('libkern/strcopy.c', '\tkmsan_mark(dst + n, size - n, KMSAN_STATE_INITED);\n',
     ''),
    ('libkern/strcopy.c', '\tread_decides("strcat():arg1", dst, at + 1, read_is_nul, NULL, KMSAN_RET_ADDR);\n',
     ''),
    ('libkern/strcopy.c', '\tkmsan_mark(dst + at + n, 1, KMSAN_STATE_INITED);\n',
     ''),
    ('libkern/strcopy.c', '\tkmsan_mark(dst + put, 1, KMSAN_STATE_INITED);\n',
     ''),
    ('libkern/strcopy.c', 'dst, at < size ? at + 1 : at, read_is_nul',
     'dst, at, read_is_nul'),
    ('libkern/set.c', '\tcheck_set("strsep():arg2", delim, KMSAN_RET_ADDR);\n',
     ''),
    ('libkern/set.c', '\tread_all("strsep():arg1", stringp, sizeof(*stringp), KMSAN_RET_ADDR);\n',
     ''),
    ('libkern/set.c', '\tkmsan_mark(stringp, sizeof(*stringp), KMSAN_STATE_INITED);\n',
     ''),
    ('libkern/set.c', '\tkmsan_mark(s + n, 1, KMSAN_STATE_INITED);\n',
     ''),
    ('libkern/set.c', 'return byte == 0 ? 2 : 1;',
     'return 1;'),
    ('libkern/string.c', 'n < max ? n + 1 : n, read_is_nul',
     'n, read_is_nul'),
    ('libkern/string.c', 'from = last == SIZE_MAX ? 0 : last;',
     'from = 0;'),
    ('libkern/string.c', 'return byte == *(const uint8_t *)arg ? 1 : byte == 0 ? 2 : 0;',
     'return byte == *(const uint8_t *)arg;'),
    ('libkern/string.c', '\t\tif (!ends)\n\t\t\tread_all("strstr():arg2", k->what, k->length, pc);\n',
     '\t\t(void)ends;\n'),
    ('libkern/string.c', '*unsure = *unsure || !read_differ(s + i, what + i);',
     '*unsure = true;'),
    ('libkern/strtoul.c', 'if (again.beyond || other.end',
     'if (other.end'),
    ('libkern/strtoul.c', '\t\t*end = (char *)(uintptr_t)(s + n.end);\n\t\tkmsan_mark(end, sizeof(*end), KMSAN_STATE_INITED);',
     '\t\t*end = (char *)(uintptr_t)(s + n.end);'),
    ('libkern/strtoul.c', 'is_signed && n->negative ? max + 1 : max',
     'max'),
    ('libkern/strtoul.c', 'INT64_MAX, true',
     'UINT64_MAX, true'),
    ('libkern/printf.c', 'kmsan_mark(buf, end + 1, KMSAN_STATE_INITED);',
     'kmsan_mark(buf, end, KMSAN_STATE_INITED);'),
    ('libkern/printf.c', 's, n < max ? n + 1 : n, f->pc',
     's, n, f->pc'),
    ('libkern/printf.c', '\tread_all(arg_name(f->names, f->arg - 1), string, n + 1, f->pc);\n',
     ''),
    ('libkern/printf.c', '\tif (out.held > 0)\n\t\tkmsan_port_console(out.line, out.held);\n',
     ''),
    ('libkern/printf.c', '\tf->arg++;\n\tput(f->out, (char)',
     '\tput(f->out, (char)'),
    ('libkern/printf.c', '\t\tf->arg++;\n\t\t*count = ',
     '\t\tf->arg += 2;\n\t\t*count = '),
    ('libkern/printf.c', '\t\tf->arg++;\n\t\tput_number(f, (uintptr_t)',
     '\t\tput_number(f, (uintptr_t)'),
    ('libkern/kheapsort.c', '\tkmsan_copy_meta_from(dst, src, sort->size, sort->pc);\n',
     '\t(void)sort->pc;\n'),
    ('libkern/kheapsort.c', '\tread_call_begin();\n',
     ''),
    ('libkern/kheapsort.c', 'if (child + 1 < n &&',
     'if (child + 1 <= n &&'),
    ('libkern/crc32.c', 'read_all("crc32():arg2", buf, size, KMSAN_RET_ADDR);',
     'read_all("crc32():arg2", buf, size - 1, KMSAN_RET_ADDR);'),
    ('libkern/random.c', '\tkmsan_mark(buf, size, KMSAN_STATE_INITED);\n',
     ''),
    ('libkern/atomic.c', '((const uint8_t *)&decide)[i]',
     '((const uint8_t *)&decide)[0]'),
    ('libkern/atomic.c', '\tkmsan_mark(p, size, KMSAN_STATE_INITED);\n',
     ''),
    ('libkern/atomic.c', 'AND_OR(uint, unsigned int, mask32, "4")',
     'AND_OR(uint, unsigned int, mask32, "8")'),
    ('libkern/atomic.c', 'SWAP(64, uint64_t, "8")',
     'SWAP(64, uint64_t, "4")'),
    ('libkern/set.c', 'found || read_shad(s + n) != 0 ? in_set_or_nul : in_set',
     'in_set_or_nul'),
    ('libkern/set.c', 'found || read_shad(s + n) != 0',
     'found'),
    ('libkern/set.c', "\tif (set[0] == '\\0')\n\t\treturn NULL;\n",
     ''),
    ('libkern/set.c', 'set, n + 1, pc',
     'set, n, pc'),
    ('libkern/set.c', '"strspn():arg1", s, n + 1',
     '"strspn():arg1", s, n'),
    ('sink/user.c', '\tkmsan_mark(kaddr, len - left, KMSAN_STATE_INITED);',
     '\tkmsan_mark(kaddr, len, KMSAN_STATE_INITED);'),
    ('sink/user.c', '\tkmsan_copy_meta_from(to, from, len - left, pc);',
     '\tkmsan_copy_meta_from(to, from, len, pc);'),
    ('sink/ioctl.c', '(ioctlflags & FKIOCTL) != 0\n\t\t   ? user_within',
     '(ioctlflags & FKIOCTL) == 0\n\t\t   ? user_within'),
    ('sink/sysctl.c', '\tkmsan_mark(oldlenp, sizeof(length), KMSAN_STATE_INITED);\n',
     ''),
]

# No test can notice these.
EQUIVALENT = [
    # nothing is left to move then
    ('sink/uio.c', 'uio->uio_offset >= size)',
     'uio->uio_offset > size)'),
    # it is an addition to NULL, which UBSan reports
    ('sink/dma.c', 'if (lo < hi && piece->addr != NULL)',
     'if (lo < hi)'),
    # how many freed blocks are remembered
    ('sink/dmamem.c', 'dead <= DEAD',
     'dead <= DEAD * 2'),
    # kmsan_object_given rounds as well
    ('sink/dmamem.c', 'return (size + 7) & ~(size_t)7;',
     'return size;'),
]

# Of each file, the unit tests that could notice.
TESTS = {
    "bio": "sink-bio sink-bio_failure", "bio_cache": "sink-bio sink-bio_failure",
    "bus_dma_map": "sink-dma sink-dmamap", "bus_dma_mem": "sink-dmamap",
    "bus_space": "sink-bus_space", "dma": "sink-dma sink-dmamap", "dmamem": "sink-dmamap",
    "if": "sink-if", "in_cksum": "sink-if", "ioctl": "sink-sysctl libkern-arguments linux-ioctl",
    "mbuf": "sink-if sink-dma", "piece": "sink-if sink-dma sink-uio",
    "sysctl": "sink-sysctl libkern-arguments", "uaccess": "sink-user libkern-arguments",
    "uio": "sink-uio", "user": "sink-user sink-sysctl",
    "atomic": "libkern-atomic libkern-arguments", "crc32": "libkern-number",
    "kheapsort": "libkern-number libkern-arguments",
    "memory": "libkern-arguments libkern-copy libkern-read", "printf": "libkern-number",
    "random": "libkern-number", "read": "libkern-arguments libkern-number libkern-read",
    "set": "libkern-copy libkern-read", "strcopy": "libkern-copy", "string": "libkern-read",
    "strtoul": "libkern-number",
}
REPORTS = {"bio": "sink_bwrite", "ioctl": "sink_ioctl", "sysctl": "sink_sysctl",
           "uaccess": "sink_ustore"}


def status(command, **environment):
    return subprocess.run(command, shell=True, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, env={**os.environ, **environment}
                          ).returncode


def quiet(command):
    return status(command) == 0


def noticed(path):
    """The test that notices the mistake which is in the copy now, or None."""
    name = os.path.basename(path)[:-2]
    tests = ["tests/unit-" + test for test in TESTS[name].split()]
    if not quiet("ninja -C build " + " ".join(tests)):
        return "the compiler"
    for test in tests:
        if not quiet(f"timeout 60 build/{test}"):
            return os.path.basename(test)
    report = REPORTS.get(name)
    if report is None or not quiet("ninja -C build kmsan kmsan-cc"):
        return None
    result = status(f"sh tests/reports/run.sh tests/reports/{report}.c", KMSAN_SRC=os.getcwd(),
                    KMSAN_BUILD=os.getcwd() + "/build", KMSAN_CLANGS="14", KMSAN_LEVELS="2",
                    KMSAN_CC_PATH=os.getcwd() + "/build/bin/kmsan-cc")
    # 77: skipped, so it noticed nothing.
    return None if result in (0, 77) else report


def main():
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
    numbers = [int(word) for word in sys.argv[1:]] or range(len(MUTATIONS))
    found = []
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, "kmsan")
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns("build*", ".git"))
        os.chdir(copy)
        tests = " ".join("tests/unit-" + test for test in " ".join(TESTS.values()).split())
        if not quiet("cmake --preset default") or not quiet(
                "ninja -C build kmsan kmsan-cc " + tests):
            sys.exit("the copy does not build")
        for number in numbers:
            path, old, new = MUTATIONS[number]
            with open("msan/" + path, encoding="ascii") as file:
                text = file.read()
            if old not in text:
                sys.exit(f"{number}: msan/{path} has no {old!r}")
            with open("msan/" + path, "w", encoding="ascii") as file:
                file.write(text.replace(old, new, 1))
            found.append(noticed(path))
            print(f"{number}: msan/{path}: {found[-1] or 'NOT NOTICED'}", flush=True)
            with open("msan/" + path, "w", encoding="ascii") as file:
                file.write(text)
    reports = sum(test in REPORTS.values() for test in found)
    compiler = found.count("the compiler")
    print(f"{len(found)} mistakes: {len(found) - reports - compiler - found.count(None)} noticed "
          f"by unit tests, {reports} by reports, {compiler} by the compiler, "
          f"{found.count(None)} by nothing; {len(EQUIVALENT)} more change nothing")
    return found.count(None) > 0


if __name__ == "__main__":
    sys.exit(main())
