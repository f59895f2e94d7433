/* Stands between a process and the disk (LD_PRELOAD): counts what is asked of the files below one folder, makes the call
 * of a given number fail or end the process, and records what was written, so that a power cut can be played after it.
 *
 * How it is told what to do: a file, named by SHAREDESK_DISK, that every process maps and `disk.py` fills (struct box).
 * A forked or started process goes on counting where its parent is. Nothing is counted unless `armed`.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { LOOK = 1, READ = 2, MAKE = 4, WRITE = 8, SYNC = 16, CHANGE = 32, LOCK = 64, CLOSE = 128 };
enum { NOTHING, KILL, KILL_MIDWAY, FAIL };

struct box {
    int32_t armed, fault, number, lasting, kinds, recording;
    int64_t at, made, fired;
    char last[64], top[PATH_MAX], trace[PATH_MAX];
};

static struct box *box;
static int trace = -1;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void)
{
    const char *name = getenv("SHAREDESK_DISK");
    int fd = name ? (int)syscall(SYS_openat, AT_FDCWD, name, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    void *held = mmap(NULL, sizeof *box, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    syscall(SYS_close, fd);
    if (held != MAP_FAILED)
        box = held;
}

static int below(const char *path)
{
    size_t length = strlen(box->top);
    return length && path && !strncmp(path, box->top, length) && (path[length] == '/' || !path[length]);
}

/* The path that a name stands for beside an open folder; in `whole`, which has PATH_MAX bytes. */
static const char *path_at(int folder, const char *name, char *whole)
{
    if (!name)
        return NULL;
    if (name[0] == '/' || folder == AT_FDCWD)
        return name;
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, whole, PATH_MAX - 1);
    if (length < 0)
        return NULL;
    snprintf(whole + length, PATH_MAX - (size_t)length, "/%s", name);
    return whole;
}

static int our_path(const char *path) { return box && box->armed && below(path); }

static int our_file(int fd)
{
    char whole[PATH_MAX];
    if (!box || !box->armed || fd < 0)
        return 0;
    int before = errno;
    const char *path = path_at(fd, "", whole);
    errno = before;
    return below(path);
}

/* Counts a call. 0: it goes on; otherwise the error with which it fails. */
static int due(int kind, const char *call)
{
    if (!(box->kinds & kind))
        return 0;
    int64_t made = __atomic_add_fetch(&box->made, 1, __ATOMIC_SEQ_CST);
    if (!box->at || made < box->at || (made > box->at && !box->lasting))
        return 0;
    if (__atomic_add_fetch(&box->fired, 1, __ATOMIC_SEQ_CST) == 1)
        snprintf(box->last, sizeof box->last, "%s", call);
    if (box->fault == KILL)
        kill(getpid(), SIGKILL);
    return box->fault == FAIL ? box->number : 0;
}

static int is_midway(int64_t fired_before) { return box->fault == KILL_MIDWAY && box->fired != fired_before; }

/* ---- recording ----------------------------------------------------------------------------------------------------- */

struct record { uint32_t what, process; uint64_t file, offset; uint32_t first, second; };

static void put(char what, uint64_t file, uint64_t offset, const char *path, const void *data, size_t length)
{
    struct record head = {(uint32_t)what, (uint32_t)getpid(), file, offset, path ? (uint32_t)strlen(path) : 0, (uint32_t)length};
    struct iovec pieces[] = {{&head, sizeof head}, {(void *)path, head.first}, {(void *)data, length}};
    int before = errno;
    pthread_mutex_lock(&turn);
    if (trace < 0)
        trace = (int)syscall(SYS_openat, AT_FDCWD, box->trace, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (syscall(SYS_writev, trace, pieces, 3) != (ssize_t)(sizeof head + head.first + length))
        abort(); /* a trace with holes would show nothing */
    pthread_mutex_unlock(&turn);
    errno = before;
}

static uint64_t number_of(int fd)
{
    struct stat about;
    return syscall(SYS_fstat, fd, &about) ? 0 : about.st_ino;
}

static uint64_t number_at(const char *path)
{
    struct stat about;
    int before = errno;
    int there = !syscall(SYS_newfstatat, AT_FDCWD, path, &about, AT_SYMLINK_NOFOLLOW);
    errno = before;
    return there ? about.st_ino : 0;
}

static int recording(void) { return box && box->armed && box->recording; }

/* Something said by the program under test, in its place among the calls. */
void disk_mark(const char *said)
{
    if (recording())
        put('m', 0, 0, said, NULL, 0);
}

/* ---- the calls ----------------------------------------------------------------------------------------------------- */

#define REAL(type, name, ...)                                                                                          \
    static type (*real)(__VA_ARGS__);                                                                                  \
    if (!real)                                                                                                         \
        real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

#define REFUSED(kind, call)                                                                                            \
    int refused = due(kind, call);                                                                                     \
    if (refused) {                                                                                                     \
        errno = refused;                                                                                               \
        return -1;                                                                                                     \
    }

static int opened(int folder, const char *name, int flags, mode_t mode)
{
    char whole[PATH_MAX];
    const char *path = path_at(folder, name, whole);
    uint64_t there = 0;
    if (our_path(path)) {
        REFUSED(flags & O_CREAT ? MAKE : LOOK, "open")
        there = number_at(path);
    }
    int fd = (int)syscall(SYS_openat, folder, name, flags, mode);
    if (fd >= 0 && recording() && below(path)) {
        if (!there && (flags & O_CREAT))
            put('c', number_of(fd), 0, path, NULL, 0);
        else if (flags & O_TRUNC)
            put('t', there, 0, NULL, NULL, 0);
    }
    return fd;
}

#define OPEN(called)                                                                                                   \
    int called(const char *path, int flags, ...)                                                                       \
    {                                                                                                                  \
        va_list more;                                                                                                  \
        va_start(more, flags);                                                                                         \
        mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0;                                      \
        va_end(more);                                                                                                  \
        return opened(AT_FDCWD, path, flags, mode);                                                                    \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(called)                                                                                                 \
    int called(int folder, const char *path, int flags, ...)                                                           \
    {                                                                                                                  \
        va_list more;                                                                                                  \
        va_start(more, flags);                                                                                         \
        mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0;                                      \
        va_end(more);                                                                                                  \
        return opened(folder, path, flags, mode);                                                                      \
    }
OPENAT(openat)
OPENAT(openat64)

int close(int fd)
{
    int refused = our_file(fd) ? due(CLOSE, "close") : 0;
    int done = (int)syscall(SYS_close, fd); /* a close that fails has closed all the same */
    if (refused) {
        errno = refused;
        return -1;
    }
    return done;
}

ssize_t read(int fd, void *into, size_t count)
{
    if (our_file(fd)) {
        REFUSED(READ, "read")
    }
    return syscall(SYS_read, fd, into, count);
}

#define PREAD(called)                                                                                                  \
    ssize_t called(int fd, void *into, size_t count, off_t offset)                                                     \
    {                                                                                                                  \
        if (our_file(fd)) {                                                                                            \
            REFUSED(READ, "pread")                                                                                     \
        }                                                                                                              \
        return syscall(SYS_pread64, fd, into, count, offset);                                                          \
    }
PREAD(pread)
PREAD(pread64)

/* `offset` below 0: where the file stands. A disk that fills takes half of the first call that does not fit. */
static ssize_t written(int fd, const void *data, size_t count, off_t offset)
{
    int midway = 0, ours = our_file(fd);
    if (ours) {
        int64_t before = box->fired;
        int refused = due(WRITE, "write");
        midway = is_midway(before);
        if (refused && !(refused == ENOSPC && box->lasting && box->fired == before + 1 && count > 1)) {
            errno = refused;
            return -1;
        }
        if (refused || midway)
            count /= 2;
    }
    off_t place = offset;
    if (ours && recording() && offset < 0) {
        struct stat about;
        int appends = (int)syscall(SYS_fcntl, fd, F_GETFL) & O_APPEND;
        place = appends && !syscall(SYS_fstat, fd, &about) ? about.st_size : (off_t)syscall(SYS_lseek, fd, 0, SEEK_CUR);
    }
    ssize_t done = offset < 0 ? syscall(SYS_write, fd, data, count) : syscall(SYS_pwrite64, fd, data, count, offset);
    if (midway)
        kill(getpid(), SIGKILL);
    if (done > 0 && ours && recording())
        put('w', number_of(fd), (uint64_t)place, NULL, data, (size_t)done);
    return done;
}

ssize_t write(int fd, const void *data, size_t count) { return written(fd, data, count, -1); }
ssize_t pwrite(int fd, const void *data, size_t count, off_t offset) { return written(fd, data, count, offset); }
ssize_t pwrite64(int fd, const void *data, size_t count, off_t offset) { return written(fd, data, count, offset); }

/* Whoever copies within the system is made to read and write instead, where it can be seen. */
#define COPIES(called)                                                                                                 \
    ssize_t called(int to, int from, off_t *offset, size_t count)                                                      \
    {                                                                                                                  \
        REAL(ssize_t, #called, int, int, off_t *, size_t);                                                             \
        if (our_file(to)) {                                                                                            \
            errno = ENOTSOCK;                                                                                          \
            return -1;                                                                                                 \
        }                                                                                                              \
        return real(to, from, offset, count);                                                                          \
    }
COPIES(sendfile)
COPIES(sendfile64)

#define FTRUNCATE(called)                                                                                              \
    int called(int fd, off_t length)                                                                                   \
    {                                                                                                                  \
        int ours = our_file(fd);                                                                                       \
        if (ours) {                                                                                                    \
            REFUSED(WRITE, "ftruncate")                                                                                \
        }                                                                                                              \
        int done = (int)syscall(SYS_ftruncate, fd, length);                                                            \
        if (!done && ours && recording())                                                                              \
            put('t', number_of(fd), (uint64_t)length, NULL, NULL, 0);                                                  \
        return done;                                                                                                   \
    }
FTRUNCATE(ftruncate)
FTRUNCATE(ftruncate64)

#define SYNC_(called, call)                                                                                            \
    int called(int fd)                                                                                                 \
    {                                                                                                                  \
        int ours = our_file(fd);                                                                                       \
        if (ours) {                                                                                                    \
            REFUSED(SYNC, #called)                                                                                     \
        }                                                                                                              \
        int done = (int)syscall(call, fd);                                                                             \
        if (!done && ours && recording())                                                                              \
            put('s', number_of(fd), 0, NULL, NULL, 0);                                                                 \
        return done;                                                                                                   \
    }
SYNC_(fsync, SYS_fsync)
SYNC_(fdatasync, SYS_fdatasync)

static int renamed(int from, const char *old, int to, const char *new)
{
    char source[PATH_MAX], target[PATH_MAX];
    const char *one = path_at(from, old, source), *other = path_at(to, new, target);
    int ours = our_path(one) || our_path(other);
    if (ours) {
        REFUSED(MAKE, "rename")
    }
    int done = (int)syscall(SYS_renameat2, from, old, to, new, 0);
    if (!done && ours && recording())
        put('r', 0, 0, one, other, strlen(other));
    return done;
}
int rename(const char *old, const char *new) { return renamed(AT_FDCWD, old, AT_FDCWD, new); }
int renameat(int from, const char *old, int to, const char *new) { return renamed(from, old, to, new); }

static int linked(int from, const char *old, int to, const char *new, int flags)
{
    char source[PATH_MAX], target[PATH_MAX];
    const char *one = path_at(from, old, source), *other = path_at(to, new, target);
    int ours = our_path(one) || our_path(other);
    if (ours) {
        REFUSED(MAKE, "link")
    }
    int done = (int)syscall(SYS_linkat, from, old, to, new, flags);
    if (!done && ours && recording())
        put('l', 0, 0, one, other, strlen(other));
    return done;
}
int link(const char *old, const char *new) { return linked(AT_FDCWD, old, AT_FDCWD, new, 0); }
int linkat(int from, const char *old, int to, const char *new, int flags) { return linked(from, old, to, new, flags); }

static int unlinked(int folder, const char *name, int flags)
{
    char whole[PATH_MAX];
    const char *path = path_at(folder, name, whole);
    int ours = our_path(path);
    if (ours) {
        REFUSED(CHANGE, flags & AT_REMOVEDIR ? "rmdir" : "unlink")
    }
    int done = (int)syscall(SYS_unlinkat, folder, name, flags);
    if (!done && ours && recording())
        put('u', 0, 0, path, NULL, 0);
    return done;
}
int unlink(const char *path) { return unlinked(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinked(AT_FDCWD, path, AT_REMOVEDIR); }
int unlinkat(int folder, const char *path, int flags) { return unlinked(folder, path, flags); }

static int folder_made(int folder, const char *name, mode_t mode)
{
    char whole[PATH_MAX];
    const char *path = path_at(folder, name, whole);
    int ours = our_path(path);
    if (ours) {
        REFUSED(MAKE, "mkdir")
    }
    int done = (int)syscall(SYS_mkdirat, folder, name, mode);
    if (!done && ours && recording())
        put('d', number_at(path), 0, path, NULL, 0);
    return done;
}
int mkdir(const char *path, mode_t mode) { return folder_made(AT_FDCWD, path, mode); }
int mkdirat(int folder, const char *path, mode_t mode) { return folder_made(folder, path, mode); }

/* What changes no words and no names: counted and failed, not recorded. */
#define OF_PATH(kind, type, called, arguments, call, path)                                                             \
    type called arguments                                                                                              \
    {                                                                                                                  \
        if (our_path(path)) {                                                                                          \
            REFUSED(kind, #called)                                                                                     \
        }                                                                                                              \
        return call;                                                                                                   \
    }
#define OF_FILE(kind, type, called, arguments, call)                                                                   \
    type called arguments                                                                                              \
    {                                                                                                                  \
        if (our_file(fd)) {                                                                                            \
            REFUSED(kind, #called)                                                                                     \
        }                                                                                                              \
        return call;                                                                                                   \
    }
#define AT AT_FDCWD
#define LINK AT_SYMLINK_NOFOLLOW
OF_PATH(CHANGE, int, chmod, (const char *path, mode_t mode), (int)syscall(SYS_fchmodat, AT, path, mode), path)
OF_FILE(CHANGE, int, fchmod, (int fd, mode_t mode), (int)syscall(SYS_fchmod, fd, mode))
OF_FILE(CHANGE, int, fchown, (int fd, uid_t user, gid_t group), (int)syscall(SYS_fchown, fd, user, group))
OF_PATH(LOOK, int, access, (const char *path, int mode), (int)syscall(SYS_faccessat, AT, path, mode), path)
OF_PATH(LOOK, int, stat, (const char *path, struct stat *about), (int)syscall(SYS_newfstatat, AT, path, about, 0), path)
OF_PATH(LOOK, int, stat64, (const char *path, struct stat64 *about), (int)syscall(SYS_newfstatat, AT, path, about, 0), path)
OF_PATH(LOOK, int, lstat, (const char *path, struct stat *about), (int)syscall(SYS_newfstatat, AT, path, about, LINK), path)
OF_PATH(LOOK, int, lstat64, (const char *path, struct stat64 *about), (int)syscall(SYS_newfstatat, AT, path, about, LINK), path)
OF_PATH(LOOK, int, __xstat, (int v, const char *path, struct stat *about), ((void)v, (int)syscall(SYS_newfstatat, AT, path, about, 0)), path)
OF_PATH(LOOK, int, __xstat64, (int v, const char *path, struct stat64 *about), ((void)v, (int)syscall(SYS_newfstatat, AT, path, about, 0)), path)
OF_PATH(LOOK, int, __lxstat64, (int v, const char *path, struct stat64 *about), ((void)v, (int)syscall(SYS_newfstatat, AT, path, about, LINK)), path)
OF_FILE(LOOK, int, fstat, (int fd, struct stat *about), (int)syscall(SYS_fstat, fd, about))
OF_FILE(LOOK, int, fstat64, (int fd, struct stat64 *about), (int)syscall(SYS_fstat, fd, about))
OF_FILE(LOOK, int, __fxstat, (int v, int fd, struct stat *about), ((void)v, (int)syscall(SYS_fstat, fd, about)))
OF_FILE(LOOK, int, __fxstat64, (int v, int fd, struct stat64 *about), ((void)v, (int)syscall(SYS_fstat, fd, about)))
OF_FILE(LOCK, int, flock, (int fd, int operation), (int)syscall(SYS_flock, fd, operation))

#define FSTATAT(called, about_type)                                                                                    \
    int called(int folder, const char *name, struct about_type *about, int flags)                                      \
    {                                                                                                                  \
        char whole[PATH_MAX];                                                                                          \
        if (our_path(path_at(folder, name, whole))) {                                                                  \
            REFUSED(LOOK, "fstatat")                                                                                   \
        }                                                                                                              \
        return (int)syscall(SYS_newfstatat, folder, name, about, flags);                                               \
    }
FSTATAT(fstatat, stat)
FSTATAT(fstatat64, stat64)

#define FCNTL(called)                                                                                                  \
    int called(int fd, int command, ...)                                                                               \
    {                                                                                                                  \
        va_list more;                                                                                                  \
        va_start(more, command);                                                                                       \
        void *argument = va_arg(more, void *);                                                                         \
        va_end(more);                                                                                                  \
        if ((command == F_SETLK || command == F_SETLKW || command == F_GETLK) && our_file(fd)) {                       \
            REFUSED(LOCK, "fcntl")                                                                                     \
        }                                                                                                              \
        return (int)syscall(SYS_fcntl, fd, command, argument);                                                         \
    }
FCNTL(fcntl)
FCNTL(fcntl64)

DIR *opendir(const char *path)
{
    REAL(DIR *, "opendir", const char *);
    if (our_path(path)) {
        int refused = due(LOOK, "opendir");
        if (refused) {
            errno = refused;
            return NULL;
        }
    }
    return real(path);
}

#define READDIR(called, type)                                                                                          \
    struct type *called(DIR *folder)                                                                                   \
    {                                                                                                                  \
        REAL(struct type *, #called, DIR *);                                                                           \
        if (our_file(dirfd(folder))) {                                                                                 \
            int refused = due(READ, "readdir");                                                                        \
            if (refused) {                                                                                             \
                errno = refused;                                                                                       \
                return NULL;                                                                                           \
            }                                                                                                          \
        }                                                                                                              \
        return real(folder);                                                                                           \
    }
READDIR(readdir, dirent)
READDIR(readdir64, dirent64)

#define STATVFS(called, type)                                                                                          \
    int called(const char *path, struct type *about)                                                                   \
    {                                                                                                                  \
        REAL(int, #called, const char *, struct type *);                                                               \
        if (our_path(path)) {                                                                                          \
            REFUSED(LOOK, "statvfs")                                                                                   \
        }                                                                                                              \
        return real(path, about);                                                                                      \
    }
STATVFS(statvfs, statvfs)
STATVFS(statvfs64, statvfs64)
