/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The first process of the machine in which count.sh counts. /jobs has one command a line, its
 * words apart by one space; each is run to its end, and the instructions that the processor
 * executed meanwhile, the kernel's for it included, are printed. The emulated cycle counter
 * advances by one an instruction.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <x86intrin.h>

#define WORDS 64

static int
split(char *line, char **words)
{
	int n = 0;

	for (char *at = strtok(line, " \n"); at != NULL && n < WORDS - 1; at = strtok(NULL, " \n"))
		words[n++] = at;
	words[n] = NULL;
	return n;
}

int
main(void)
{
	char line[4096], *words[WORDS];
	FILE *jobs;

	mkdir("/proc", 0755);
	mkdir("/dev", 0755);
	mkdir("/tmp", 01777);
	mount("none", "/proc", "proc", 0, NULL);
	mount("none", "/dev", "devtmpfs", 0, NULL);
	setvbuf(stdout, NULL, _IOLBF, 0);
	jobs = fopen("/jobs", "r");
	for (int job = 0; jobs != NULL && fgets(line, sizeof(line), jobs) != NULL; job++) {
		struct rusage usage = {0};
		uint64_t before, after;
		int status = 0;
		pid_t child;

		if (split(line, words) == 0)
			continue;
		before = __rdtsc();
		child = vfork();
		if (child == 0) {
			execv(words[0], words);
			_exit(127);
		}
		wait4(child, &status, 0, &usage);
		after = __rdtsc();
		printf("\ncounted job %d status %d instructions %llu kib %ld\n", job, status,
		    (unsigned long long)(after - before), usage.ru_maxrss);
	}
	printf("counted all\n");
	fflush(stdout);
	reboot(RB_POWER_OFF);
	return 1;
}
