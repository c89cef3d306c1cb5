#include "base/log.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

enum { LINE_MAX_BYTES = 4096 };

struct line {
    char bytes[LINE_MAX_BYTES];
    size_t len;
};

/* Leaves room for the closing brace and the line break. */
static void put(struct line *line, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len && line->len < sizeof line->bytes - 4; i++)
        line->bytes[line->len++] = bytes[i];
}

static void put_escaped(struct line *line, struct str text)
{
    put(line, "\"", 1);
    for (size_t i = 0; i < text.len && line->len < sizeof line->bytes - 16; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        char code[8];
        if (c == '"' || c == '\\') {
            code[0] = '\\';
            code[1] = (char)c;
            put(line, code, 2);
        } else if (c < 0x20 || c == 0x7F) {
            put(line, code, (size_t)snprintf(code, sizeof code, "\\u%04x", c));
        } else {
            put(line, text.ptr + i, 1);
        }
    }
    put(line, "\"", 1);
}

static void put_name(struct line *line, const char *name)
{
    put(line, ",", 1);
    put_escaped(line, str_from_c(name));
    put(line, ":", 1);
}

void log_event(enum log_level level, const char *event, const struct log_field *fields)
{
    static const char *const levels[] = {"info", "warning", "error"};
    struct line line;
    char text[64];
    line.len = 0;
    int64_t now = clock_now_us(clock_system());
    struct civil_time at = civil_from_us(now);
    put(&line, text, (size_t)snprintf(text, sizeof text,
        "{\"t\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03d+07:00\"", at.year, at.month, at.day, at.hour,
        at.minute, at.second, (int)(now / 1000 % 1000)));
    put_name(&line, "level");
    put_escaped(&line, str_from_c(levels[level]));
    put_name(&line, "event");
    put_escaped(&line, str_from_c(event));
    for (const struct log_field *field = fields; field != NULL && field->name != NULL; field++) {
        put_name(&line, field->name);
        if (field->is_number)
            put(&line, text, (size_t)snprintf(text, sizeof text, "%lld", (long long)field->number));
        else
            put_escaped(&line, field->text);
    }
    line.bytes[line.len++] = '}';
    line.bytes[line.len++] = '\n';
    if (write(STDERR_FILENO, line.bytes, line.len) < 0)
        return; /* nowhere is left to say it */
}
