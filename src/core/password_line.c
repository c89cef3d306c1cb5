#include "core/password_line.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/os_process.h"
#include "base/os_sandbox.h"
#include "base/reader.h"
#include "core/password.h"

enum {
    ASK_VERIFY = 'v',
    ASK_HASH = 'h',
    SAY_RIGHT = 'r',
    SAY_WRONG = 'w',
    SAY_HASH = 'h',
    SAY_BUSY = 'b',
    LANES = 2, /* 0: strangers, 1: known */
    NICE = 10,
    TEXT_MAX = 512,
    ARENA_BYTES = 4 * ERRAND_BYTES_MAX
};

struct waiting {
    int answer;
    int64_t until_us;
    unsigned char kind;
    size_t hash_len;
    size_t password_len;
    char bytes[2 * TEXT_MAX]; /* hash, then password */
};

struct lane {
    struct waiting items[PASSWORD_LINE_MAX];
    size_t first;
    size_t count;
};

static struct result ask(struct arena *arena, int requests, unsigned char kind,
                         struct password_question question, struct errand_call **call)
{
    struct buf message;
    buf_init(&message, arena, 3 * TEXT_MAX);
    buf_byte(&message, kind);
    buf_byte(&message, question.known);
    buf_u16(&message, (uint16_t)question.hash.len);
    buf_add(&message, question.hash);
    buf_add(&message, question.password);
    return errand_start(arena, requests, buf_str(&message), call);
}

struct result password_ask(struct arena *arena, int requests, struct password_question question,
                           struct errand_call **call)
{
    if (question.password.len > PASSWORD_MAX) /* costs the same time, and is nobody's */
        question = (struct password_question){.password = S("?"), .known = question.known};
    return ask(arena, requests, ASK_VERIFY, question, call);
}

struct result password_ask_hash(struct arena *arena, int requests, struct str password,
                                struct errand_call **call)
{
    return ask(arena, requests, ASK_HASH,
               (struct password_question){.password = password, .known = true}, call);
}

static struct result finish(struct arena *arena, struct errand_call *call, char *said,
                            struct str *rest)
{
    struct str answer;
    TRY(errand_finish(arena, call, &answer));
    *said = answer.ptr[0];
    *rest = str_slice(answer, 1, answer.len);
    if (*said != SAY_BUSY)
        return RESULT_OK;
    return result_fail(ERROR_UNAVAILABLE, "errand.busy",
                       N_("Nhiều người đang đăng nhập. Thử lại sau một phút."));
}

struct result password_answer(struct arena *arena, struct errand_call *call, bool *right)
{
    char said;
    struct str rest;
    *right = false;
    TRY(finish(arena, call, &said, &rest));
    *right = said == SAY_RIGHT;
    return RESULT_OK;
}

struct result password_answer_hash(struct arena *arena, struct errand_call *call,
                                   struct str *hash)
{
    char said;
    TRY(finish(arena, call, &said, hash));
    return said == SAY_HASH ? RESULT_OK
                            : result_fail(ERROR_INTERNAL, "password.answer", NULL);
}

static void say(int answer, char what, struct arena *arena, struct str rest)
{
    struct errand errand = {.answer = answer};
    errand_answer(&errand, str_concat(arena, str_of(&what, 1), rest));
}

static void admit(struct lane lanes[LANES], struct arena *arena, const struct errand *errand)
{
    struct reader reader = reader_of(errand->message);
    unsigned char kind = reader_u8(&reader);
    struct lane *lane = &lanes[reader_u8(&reader) == 1];
    struct str hash = reader_take(&reader, reader_u16(&reader));
    struct str password = reader_take(&reader, reader_left(&reader));
    if (reader.failed || lane->count == PASSWORD_LINE_MAX || hash.len > TEXT_MAX ||
        password.len > TEXT_MAX) {
        say(errand->answer, SAY_BUSY, arena, S(""));
        return;
    }
    struct waiting *next = &lane->items[(lane->first + lane->count++) % PASSWORD_LINE_MAX];
    *next = (struct waiting){.answer = errand->answer,
                             .until_us = clock_monotonic_us() + PASSWORD_LIMIT_MS * INT64_C(1000),
                             .kind = kind,
                             .hash_len = hash.len,
                             .password_len = password.len};
    for (size_t i = 0; i < hash.len; i++)
        next->bytes[i] = hash.ptr[i];
    for (size_t i = 0; i < password.len; i++)
        next->bytes[hash.len + i] = password.ptr[i];
}

static void work(struct lane *lane, struct arena *arena)
{
    struct waiting *now = &lane->items[lane->first];
    struct str hash = str_of(now->bytes, now->hash_len);
    struct str password = str_of(now->bytes + now->hash_len, now->password_len);
    struct str made = {0};
    char answer = SAY_BUSY;
    if (clock_monotonic_us() >= now->until_us)
        answer = SAY_BUSY; /* who asked has gone */
    else if (now->kind == ASK_VERIFY)
        answer = password_verify(arena, hash, password) ? SAY_RIGHT : SAY_WRONG;
    else if (now->kind == ASK_HASH && result_ok(password_hash(arena, password, &made)))
        answer = SAY_HASH;
    say(now->answer, answer, arena, made);
    crypto_wipe(now, sizeof *now);
    lane->first = (lane->first + 1) % PASSWORD_LINE_MAX;
    lane->count--;
}

struct result password_line_run(const struct errand_channel *channel)
{
    struct os_limits limits = {.nice = NICE};
    TRY(os_limits_set(&limits));
    struct result held = os_landlock_enter(NULL, 0, OS_LANDLOCK_NO_NETWORK); /* it needs no file */
    if (!result_ok(held) && held.kind != ERROR_UNSUPPORTED)
        return held;
    struct arena *own = arena_new(sizeof(struct lane) * LANES + ARENA_BYTES);
    struct arena *arena = arena_new(ARENA_BYTES);
    struct lane *lanes = ARENA_ARRAY(own, struct lane, LANES);
    bool open = true;
    while (open || lanes[0].count + lanes[1].count > 0) {
        bool idle = lanes[0].count + lanes[1].count == 0;
        struct errand errand;
        struct result taken = result_fail(ERROR_NOT_FOUND, "errand.none", NULL);
        arena_reset(arena);
        if (open)
            taken = errand_take(arena, channel->work, idle ? INT64_MAX : clock_monotonic_us(),
                                &errand);
        if (result_ok(taken))
            admit(lanes, arena, &errand);
        else if (taken.kind == ERROR_FORBIDDEN)
            open = false;
        else if (!idle)
            work(&lanes[lanes[1].count > 0], arena);
    }
    arena_free(arena);
    arena_free(own);
    return RESULT_OK;
}
