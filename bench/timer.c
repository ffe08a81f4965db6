/* SPDX-License-Identifier: BSD-2-Clause */
/* timer COMMAND...: run it, output thrown away; prints CPU microseconds, peak KiB, exit status. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	struct rusage usage = {0};
	int status = 0;
	pid_t child;

	if (argc < 2)
		return 2;
	child = vfork();
	if (child == 0) {
		int null = open("/dev/null", O_WRONLY);

		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	if (child == -1 || wait4(child, &status, 0, &usage) == -1)
		return 1;
	printf("%ld %ld %d\n",
	    (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 + usage.ru_utime.tv_usec +
		usage.ru_stime.tv_usec,
	    usage.ru_maxrss, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	return 0;
}
