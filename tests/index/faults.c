/* Counts the calls by which a process changes files below a folder, and at one of them ends the
 * process or lets the call fail. Loaded with LD_PRELOAD, it sees Python, SQLite, FAISS and tantivy.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { OFF, COUNT, KILL_BEFORE, KILL_AFTER, FULL, BROKEN };
enum { ALLOCATES = 1, CHANGES = 2 }; /* a full disk still lets files be renamed and removed */

static int mode = OFF;
static long target, counted;
static char root[PATH_MAX], log_path[PATH_MAX];

void faults_arm(int new_mode, long n, const char *below, const char *log) {
    mode = OFF;
    counted = 0;
    target = n;
    strncpy(root, below, sizeof root - 1);
    strncpy(log_path, log, sizeof log_path - 1);
    mode = new_mode;
}

long faults_counted(void) { return counted; }

static void note(const char *call, const char *path) {
    static int (*real_open)(const char *, int, ...);
    static ssize_t (*real_write)(int, const void *, size_t);
    char line[PATH_MAX + 64];
    if (!real_open) real_open = dlsym(RTLD_NEXT, "open");
    if (!real_write) real_write = dlsym(RTLD_NEXT, "write");
    int fd = real_open(log_path, O_WRONLY | O_APPEND | O_CREAT, 0600);
    int n = snprintf(line, sizeof line, "%s %s\n", call, path + strlen(root));
    real_write(fd, line, n);
    close(fd);
}

/* Returns the errno to fail with, or 0; `*last` is set if the process ends after the call. */
static int meet(const char *call, int kind, const char *path, int *last) {
    *last = 0;
    if (mode == OFF || !path || strncmp(path, root, strlen(root))) return 0;
    long n = __sync_add_and_fetch(&counted, 1);
    if (mode == COUNT) note(call, path);
    if (mode == KILL_BEFORE && n == target) kill(getpid(), SIGKILL);
    if (mode == KILL_AFTER && n == target) *last = 1;
    if (mode == FULL && n >= target && (kind & ALLOCATES)) return ENOSPC;
    if (mode == BROKEN && n == target) return EIO;
    return 0;
}

static const char *path_of(int fd, char *buffer) {
    char link[64];
    if (mode == OFF) return NULL;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, buffer, PATH_MAX - 1);
    if (n < 0) return NULL;
    buffer[n] = 0;
    return buffer;
}

#define WRAP(type, name, parameters, arguments, kind, path, failure)                               \
    type name parameters {                                                                         \
        static type(*real) parameters;                                                             \
        char buffer[PATH_MAX];                                                                     \
        int last, error;                                                                           \
        (void)buffer;                                                                              \
        if (!real) real = dlsym(RTLD_NEXT, #name);                                                 \
        if ((error = meet(#name, kind, path, &last))) {                                            \
            errno = error;                                                                         \
            return failure;                                                                        \
        }                                                                                          \
        type result = real arguments;                                                              \
        if (last) kill(getpid(), SIGKILL);                                                         \
        return result;                                                                             \
    }

#define FD path_of(fd, buffer)
WRAP(ssize_t, write, (int fd, const void *d, size_t n), (fd, d, n), ALLOCATES, FD, -1)
WRAP(ssize_t, pwrite, (int fd, const void *d, size_t n, off_t o), (fd, d, n, o), ALLOCATES, FD, -1)
WRAP(ssize_t, pwrite64, (int fd, const void *d, size_t n, off64_t o), (fd, d, n, o), ALLOCATES, FD,
     -1)
WRAP(int, fsync, (int fd), (fd), CHANGES, FD, -1)
WRAP(int, fdatasync, (int fd), (fd), CHANGES, FD, -1)
WRAP(int, ftruncate, (int fd, off_t n), (fd, n), ALLOCATES, FD, -1)
WRAP(int, ftruncate64, (int fd, off64_t n), (fd, n), ALLOCATES, FD, -1)
WRAP(int, rename, (const char *p, const char *to), (p, to), CHANGES, p, -1)
WRAP(int, unlink, (const char *p), (p), CHANGES, p, -1)
WRAP(int, unlinkat, (int fd, const char *p, int flags), (fd, p, flags), CHANGES, FD, -1)
WRAP(int, rmdir, (const char *p), (p), CHANGES, p, -1)
WRAP(int, mkdir, (const char *p, mode_t m), (p, m), ALLOCATES, p, -1)
WRAP(int, link, (const char *from, const char *p), (from, p), ALLOCATES, p, -1)
WRAP(int, linkat, (int a, const char *from, int b, const char *p, int f), (a, from, b, p, f),
     ALLOCATES, p, -1)
