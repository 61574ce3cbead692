/*
 * Records what a process does to the files of one directory, in order, so that a power cut can be played at any point of it.
 *
 *   LD_PRELOAD=record-writes.so METERWAY_RECORD_DIRECTORY=/absolute/path METERWAY_RECORD_FILE=/elsewhere/log program
 *
 * A record: byte operation, byte length of the name, two bytes zero, u32 length of the data, u64 offset or size (all little
 * endian), name, data. Operations: C create, W write, T truncate, S sync, U unlink. The directory itself is named ".".
 * The sync is recorded and not done: the recording plays the medium. Shared memory and the ballast are left out.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_FILES 4096
#define LONGEST_NAME 120

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char names[MOST_FILES][LONGEST_NAME];
static const char *directory;
static int log_file = -1;

static int (*real_open)(const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_unlink)(const char *);

__attribute__((constructor)) static void begin(void) {
	real_open = dlsym(RTLD_NEXT, "open");
	real_close = dlsym(RTLD_NEXT, "close");
	real_write = dlsym(RTLD_NEXT, "write");
	real_pwrite = dlsym(RTLD_NEXT, "pwrite");
	real_ftruncate = dlsym(RTLD_NEXT, "ftruncate");
	real_fsync = dlsym(RTLD_NEXT, "fsync");
	real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
	real_unlink = dlsym(RTLD_NEXT, "unlink");
	directory = getenv("METERWAY_RECORD_DIRECTORY");
	const char *path = getenv("METERWAY_RECORD_FILE");
	if (directory != NULL && path != NULL) log_file = real_open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int ends_with(const char *text, const char *ending) {
	size_t length = strlen(text), rest = strlen(ending);
	return length >= rest && strcmp(text + length - rest, ending) == 0;
}

/* The name below the directory; NULL for any other file. */
static const char *name_of(const char *path) {
	if (log_file < 0 || path == NULL) return NULL;
	size_t length = strlen(directory);
	if (strncmp(path, directory, length) != 0) return NULL;
	if (path[length] == 0) return ".";
	if (path[length] != '/') return NULL;
	const char *name = path + length + 1;
	if (strlen(name) >= LONGEST_NAME || ends_with(name, "-shm") || ends_with(name, ".ballast")) return NULL;
	return name[0] == 0 ? "." : name;
}

static const char *watched(int file) {
	return file >= 0 && file < MOST_FILES && names[file][0] != 0 ? names[file] : NULL;
}

static void record(char operation, const char *name, uint64_t offset, const void *data, size_t size) {
	uint8_t head[16] = {(uint8_t)operation, (uint8_t)strlen(name), 0, 0};
	uint32_t length = (uint32_t)size;
	memcpy(head + 4, &length, sizeof length);
	memcpy(head + 8, &offset, sizeof offset);
	struct iovec parts[3] = {{head, sizeof head}, {(void *)name, strlen(name)}, {(void *)data, size}};
	/* A recording with a hole would be worth nothing. */
	if (writev(log_file, parts, 3) != (ssize_t)(sizeof head + strlen(name) + size)) abort();
}

static int opened(const char *path, int flags, mode_t mode) {
	const char *name = name_of(path);
	if (name == NULL) return real_open(path, flags, mode);
	pthread_mutex_lock(&lock);
	int is_new = access(path, F_OK) != 0;
	int file = real_open(path, flags, mode);
	if (file >= 0 && file < MOST_FILES) {
		strcpy(names[file], name);
		if (is_new) record('C', name, 0, NULL, 0);
		else if ((flags & O_TRUNC) != 0) record('T', name, 0, NULL, 0);
	}
	pthread_mutex_unlock(&lock);
	return file;
}

int open(const char *path, int flags, ...) {
	va_list more;
	va_start(more, flags);
	mode_t mode = va_arg(more, mode_t);
	va_end(more);
	return opened(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
	va_list more;
	va_start(more, flags);
	mode_t mode = va_arg(more, mode_t);
	va_end(more);
	return opened(path, flags | O_LARGEFILE, mode);
}

int close(int file) {
	if (watched(file) == NULL) return real_close(file);
	pthread_mutex_lock(&lock);
	names[file][0] = 0;
	int result = real_close(file);
	pthread_mutex_unlock(&lock);
	return result;
}

ssize_t write(int file, const void *data, size_t size) {
	const char *name = watched(file);
	if (name == NULL) return real_write(file, data, size);
	pthread_mutex_lock(&lock);
	off_t offset = lseek(file, 0, SEEK_CUR);
	ssize_t done = real_write(file, data, size);
	if (done > 0) record('W', name, (uint64_t)offset, data, (size_t)done);
	pthread_mutex_unlock(&lock);
	return done;
}

ssize_t pwrite(int file, const void *data, size_t size, off_t offset) {
	const char *name = watched(file);
	if (name == NULL) return real_pwrite(file, data, size, offset);
	pthread_mutex_lock(&lock);
	ssize_t done = real_pwrite(file, data, size, offset);
	if (done > 0) record('W', name, (uint64_t)offset, data, (size_t)done);
	pthread_mutex_unlock(&lock);
	return done;
}

ssize_t pwrite64(int file, const void *data, size_t size, off64_t offset) {
	return pwrite(file, data, size, offset);
}

int ftruncate(int file, off_t size) {
	const char *name = watched(file);
	if (name == NULL) return real_ftruncate(file, size);
	pthread_mutex_lock(&lock);
	int result = real_ftruncate(file, size);
	if (result == 0) record('T', name, (uint64_t)size, NULL, 0);
	pthread_mutex_unlock(&lock);
	return result;
}

int ftruncate64(int file, off64_t size) {
	return ftruncate(file, size);
}

static int synced(int file, int (*real)(int)) {
	const char *name = watched(file);
	if (name == NULL) return real(file);
	pthread_mutex_lock(&lock);
	record('S', name, 0, NULL, 0);
	pthread_mutex_unlock(&lock);
	return 0;
}

int fsync(int file) {
	return synced(file, real_fsync);
}

int fdatasync(int file) {
	return synced(file, real_fdatasync);
}

int unlink(const char *path) {
	const char *name = name_of(path);
	if (name == NULL) return real_unlink(path);
	pthread_mutex_lock(&lock);
	int result = real_unlink(path);
	if (result == 0) record('U', name, 0, NULL, 0);
	pthread_mutex_unlock(&lock);
	return result;
}
