/*
 * truc verify FILE [--detached DATA] [--trust DIR] [--at RFC3339] [--json]
 *
 * A child reads the files, then gives up everything but computing before it looks into them: no
 * path, no socket, a limit on memory and less than a second of time. Whatever ends it, the parent
 * still answers.
 */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/command_verify.h"
#include "app/commands.h"
#include "app/confined.h"
#include "app/locale.h"
#include "app/signing/options.h"
#include "base/clock.h"
#include "base/os_file.h"

enum {
    EXIT_UNREADABLE = 4,
    EXIT_NO_ANSWER = 5,
    FILE_LIMIT = 64 * 1024 * 1024,
    TRUST_LIMIT = 16 * 1024 * 1024,
    TRUST_FILES_MAX = 256,
    ANSWER_MAX = 5 * 1024 * 1024,
};

const char verify_usage[] =
    "Usage: truc verify FILE [--detached DATA] [--trust DIR] [--at RFC3339] [--json]\n"
    "       truc verify --package ZIP|FOLDER [--trust DIR] [--vkey VKEY] [--json]\n"
    "\n"
    "--detached DATA  the signed data of a detached CMS\n"
    "--trust DIR      certificates to trust and CRLs, PEM or DER; without it no path is trusted\n"
    "--at TIME        the instant of validation; default: now\n"
    "--package ZIP    a verification package, or the folder it was unpacked into: all of it is\n"
    "                 checked again; --trust and --vkey take the place of its roots and log key\n"
    "--json           one JSON object on standard output\n"
    "Exit status: 0 all signatures passed, nothing modified; 1 failed or modified;\n"
    "             2 indeterminate; 3 no signature; 4 unreadable or wrong arguments.\n";

static bool read_arguments(int argc, char **argv, struct verify_arguments *out)
{
    const struct option_word options[] = {
        {"--detached", &out->detached, NULL}, {"--trust", &out->trust, NULL},
        {"--package", &out->package, NULL},   {"--vkey", &out->vkey, NULL},
        {"--at", &out->at, NULL},             {"--json", NULL, &out->json},
    };
    struct option_words words = {options, sizeof options / sizeof options[0], &out->file, 1, 0};
    return options_read(argc, argv, &words) && (out->file != NULL) != (out->package != NULL);
}

struct result verify_read_trust(struct evidence_set *evidence, const char *folder)
{
    struct os_names names;
    TRY(options_folder(evidence->arena, folder, TRUST_FILES_MAX, &names));
    for (size_t i = 0; i < names.count; i++) {
        struct str bytes;
        struct str path = str_printf(evidence->arena, "%s/%.*s", folder, STR_ARG(names.items[i]));
        if (result_ok(os_file_read(evidence->arena, path.ptr, TRUST_LIMIT, &bytes)))
            evidence_set_add_file(evidence, bytes);
    }
    return RESULT_OK;
}

static void print_text(const struct verify_arguments *arguments, const struct report *report)
{
    printf("%s: %s%s%s\n", arguments->file, indication_name(report->indication),
           report->sub == SUB_NONE ? "" : " ",
           report->sub == SUB_NONE ? "" : sub_indication_name(report->sub));
    if (report->readable && report->count == 0)
        printf("  %s\n", tr(config_locale(), N_("Tệp này không có chữ ký số")));
    for (size_t i = 0; i < report->count; i++) {
        const struct report_signature *one = &report->signatures[i];
        printf("  %.*s: %s%s%s, %s, %.*s\n", STR_ARG(one->id), indication_name(one->indication),
               one->sub == SUB_NONE ? "" : " ",
               one->sub == SUB_NONE ? "" : sub_indication_name(one->sub), one->level,
               STR_ARG(one->signer.subject));
        if (one->modified == MODIFIED_YES)
            printf("    %s\n", tr(config_locale(), N_("Nội dung đã bị thay đổi sau khi ký.")));
    }
}

static const char *words_of(struct str problem)
{
    static const struct {
        const char *code;
        const char *words;
    } known[] = {
        {"file.unknown", N_("Đây không phải tệp PDF hay tệp chữ ký CMS (.p7s, .p7m).")},
        {"pdf.encrypted", N_("Tệp PDF có mật khẩu. Bỏ mật khẩu rồi gửi lại.")},
        {"pdf.limit", N_("Tệp này quá phức tạp để kiểm tra trong giới hạn an toàn.")},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (str_is(problem, known[i].code))
            return known[i].words;
    return N_("Tệp này hỏng, hoặc không viết đúng chuẩn đến mức kiểm được từng byte.");
}

static int answer(struct arena *arena, const struct verify_arguments *arguments,
                  const struct report *report)
{
    if (arguments->json)
        printf("%.*s\n", STR_ARG(report_json(arena, str_from_c(arguments->file), report)));
    else
        print_text(arguments, report);
    if (!report->readable && !str_empty(report->problem))
        fprintf(stderr, "%s: %.*s: %s\n", arguments->file, STR_ARG(report->problem),
                tr(config_locale(), words_of(report->problem)));
    return report_exit_code(report);
}

static struct result gather(struct arena *arena, const struct verify_arguments *arguments,
                            struct evidence_set *evidence, struct report_input *input)
{
    *evidence = (struct evidence_set){.arena = arena,
                                      .at_us = clock_now_us(clock_system())};
    if (arguments->at != NULL &&
        !civil_parse_rfc3339(str_from_c(arguments->at), &evidence->at_us))
        return result_fail(ERROR_INVALID, "verify.at",
                           N_("Thời điểm ở --at viết chưa đúng. Ví dụ: 2026-11-23T09:00:00+07:00"));
    TRY(options_input(arena, arguments->file, FILE_LIMIT, &input->bytes));
    input->has_detached = arguments->detached != NULL;
    if (input->has_detached)
        TRY(options_input(arena, arguments->detached, FILE_LIMIT, &input->detached));
    return arguments->trust == NULL ? RESULT_OK : verify_read_trust(evidence, arguments->trust);
}

/* The child: answers and ends, or is ended. */
static _Noreturn void examine(const struct verify_arguments *arguments)
{
    struct arena *arena = arena_new(CONFINED_MEMORY);
    struct evidence_set evidence;
    struct report_input input = {0};
    struct report report = {.indication = INDICATION_INDETERMINATE};
    struct result made = gather(arena, arguments, &evidence, &input);
    /* an answer leaves whole or not at all: the parent speaks for a child that was ended */
    setvbuf(stdout, arena_alloc(arena, ANSWER_MAX), _IOFBF, ANSWER_MAX);
    if (!result_ok(made))
        options_failed("truc verify", made);
    if (result_ok(made) && (!result_ok(confined_enter(CONFINED_TIME_US)) ||
                            !result_ok(report_make(&evidence, &input, &report))))
        _exit(EXIT_NO_ANSWER);
    int status = answer(arena, arguments, &report);
    _exit(fflush(stdout) == 0 ? status : EXIT_UNREADABLE);
}

int command_verify(int argc, char **argv)
{
    struct verify_arguments arguments = {0};
    int status = 0;
    if (!read_arguments(argc, argv, &arguments)) {
        fputs(verify_usage, stderr);
        return EXIT_UNREADABLE;
    }
    if (arguments.package != NULL)
        return verify_package(&arguments);
    pid_t child = fork();
    if (child == 0)
        examine(&arguments);
    bool ended = child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status);
    if (ended && WEXITSTATUS(status) <= EXIT_UNREADABLE)
        return WEXITSTATUS(status);
    struct arena *arena = arena_new(1024 * 1024);
    struct report nothing = {.indication = INDICATION_INDETERMINATE, .problem = S("pdf.limit")};
    return answer(arena, &arguments, &nothing);
}
