#include "modules/operation/tell.h"

#include "base/clock.h"
#include "base/os_file.h"
#include "base/os_process.h"
#include "core/notify.h"
#include "db/db.h"

enum { SENDMAIL_S = 60, OUTPUT_MAX = 64 * 1024 };

const char *operation_word(struct str kind)
{
    static const struct {
        const char *kind;
        const char *word;
    } words[] = {
        {"backup", N_("Sao lưu")},        {"drill", N_("Diễn tập khôi phục")},
        {"rehearsal", N_("Diễn tập nâng cấp")}, {"upgrade", N_("Nâng cấp")},
        {"rollback", N_("Lùi phiên bản")}, {"restore", N_("Khôi phục")},
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_is(kind, words[i].kind))
            return words[i].word;
    return "";
}

static struct str letter_of(struct arena *arena, const struct tell_to *to,
                            const struct operation_run *run)
{
    const char *what = operation_word(run->kind);
    const char *how = run->good ? "đạt" : "HỎNG";
    struct str subject =
        str_printf(arena, "[Trục] %s: %s · %.*s", what, how, STR_ARG(to->place));
    return str_printf(arena,
                      "To: %.*s\nSubject: =?UTF-8?B?%.*s?=\nMIME-Version: 1.0\n"
                      "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
                      "Auto-Submitted: auto-generated\n\n%s: %s\n\n%.*s\n\n"
                      "Lúc: %.*s\nBản sao: %.*s\nPhiên bản: %.*s\n",
                      STR_ARG(to->mail), STR_ARG(str_base64(arena, subject)), what, how,
                      STR_ARG(run->detail), STR_ARG(civil_rfc3339(arena, run->ended_us)),
                      STR_ARG(run->place), STR_ARG(run->program));
}

static struct result send_mail(struct arena *arena, const struct tell_to *to,
                               const struct operation_run *run)
{
    static const char *const environment[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", NULL};
    const char *const arguments[] = {to->sendmail, "-t", "-i", NULL};
    const struct result failed =
        result_fail(ERROR_UNAVAILABLE, "operation.mail",
                    N_("Không gửi được thư báo. Kiểm tra mục operation.sendmail."));
    struct os_run ran;
    int letter;
    TRY(os_memory_file("thu", letter_of(arena, to, run), &letter));
    struct os_spawn spawn = {.arguments = arguments, .environment = environment, .input = letter,
                             .output = -1, .error = 2};
    int64_t until_us = clock_monotonic_us() + SENDMAIL_S * MICROS_PER_SECOND;
    struct result done = os_process_run(arena, &spawn, OUTPUT_MAX, until_us, &ran);
    os_close(letter);
    TRY(done);
    return ran.ended.exited && ran.ended.status == 0 ? RESULT_OK : failed;
}

/* One message of 70 characters with marks: the letter has the rest. */
static struct result send_message(struct db *db, struct arena *arena, const struct tell_to *to,
                                  const struct operation_run *run)
{
    struct str text = str_printf(arena, "%s: %s.%s", operation_word(run->kind),
                                 run->good ? "đạt" : "HỎNG",
                                 run->good ? "" : " Xem trang Vận hành.");
    struct notification row = {.phone = to->phone, .text = text, .object = S("van-hanh")};
    TRY(db_write_begin(db));
    return db_finish(db, notify_add(db, arena, run->ended_us, row));
}

struct result operation_tell(struct db *db, struct arena *arena, const struct tell_to *to,
                             const struct operation_run *run)
{
    struct result told = RESULT_OK;
    if (!str_empty(to->phone))
        told = send_message(db, arena, to, run);
    if (!str_empty(to->mail))
        TRY(send_mail(arena, to, run));
    return told;
}
