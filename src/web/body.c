#include "web/body.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/os_file.h"

struct body body_of(const char *folder)
{
    return (struct body){.folder = folder, .file = -1};
}

static struct result no_room(void)
{
    return result_fail(ERROR_UNAVAILABLE, "web.disk_full",
                       N_("Máy chủ hết chỗ chứa tệp. Thử lại sau, những gì đã nộp vẫn an toàn."));
}

struct result body_file(const char *folder, int *descriptor)
{
    *descriptor = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    return *descriptor < 0 ? no_room() : RESULT_OK;
}

static struct result to_memory(struct body *body, const char *bytes, size_t len)
{
    if (body->len + len > body->memory_size) {
        size_t size = body->memory_size == 0 ? 4096 : body->memory_size;
        while (size < body->len + len)
            size *= 2;
        char *grown = realloc(body->memory, size);
        if (grown == NULL)
            return no_room();
        body->memory = grown;
        body->memory_size = size;
    }
    memcpy(body->memory + body->len, bytes, len);
    return RESULT_OK;
}

static struct result to_file(struct body *body, const char *bytes, size_t len)
{
    if (body->file < 0) {
        TRY(body_file(body->folder, &body->file));
        if (!result_ok(os_fd_write_all(body->file, str_of(body->memory, body->len))))
            return no_room();
    }
    return result_ok(os_fd_write_all(body->file, str_of(bytes, len))) ? RESULT_OK : no_room();
}

struct result body_add(struct body *body, const char *bytes, size_t len)
{
    bool fits = body->file < 0 && body->len + len <= BODY_MEMORY_MAX;
    TRY(fits ? to_memory(body, bytes, len) : to_file(body, bytes, len));
    body->len += len;
    return RESULT_OK;
}

struct result body_bytes(struct body *body, struct str *bytes)
{
    if (body->file < 0) {
        *bytes = str_of(body->memory, body->len);
        return RESULT_OK;
    }
    if (body->mapping == NULL) {
        void *mapping = mmap(NULL, body->len, PROT_READ, MAP_PRIVATE, body->file, 0);
        if (mapping == MAP_FAILED)
            return no_room();
        body->mapping = mapping;
    }
    *bytes = str_of(body->mapping, body->len);
    return RESULT_OK;
}

void body_free(struct body *body)
{
    if (body->mapping != NULL)
        munmap(body->mapping, body->len);
    os_close(body->file);
    free(body->memory);
    *body = (struct body){.file = -1};
}
