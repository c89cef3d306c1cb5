/*
 * For tests/sign: signs with demonstration certificates and judges many files in one process.
 *
 *   sign_tool sign DIR           each line of standard input: IN OUT STEPS; STEPS of letters:
 *                                p person, P person with a timestamp, a agency, d document
 *                                timestamp, 1 2 3 person certifying at that level; with a
 *                                timestamp Q person by RSASSA-PSS, A agency, C leader (P-384);
 *                                v validation data. DIR receives root.pem and issuing.pem.
 *   sign_tool grow DIR           the same, with the file after each step: OUT.1.pdf, OUT.2.pdf …
 *   sign_tool judge DIR          each line: FILE; prints FILE, indication, sub-indication, worst
 *                                integrity, whether modified, number of signatures, microseconds,
 *                                level of each signature
 *   sign_tool report FILE ROOTS  what `truc verify FILE --json` prints, in this very process
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/os_file.h"
#include "sign/report.h"
#include "support/sign_fixture.h"

enum { LINE_MAX_BYTES = 4096, FILE_MOST = 64 << 20 };

static struct str sign_step(struct arena *arena, struct sign_fixture *f, struct str base, char step)
{
    if (step == 'd')
        return sign_document_timestamp(arena, f, base);
    if (step >= '1' && step <= '3')
        return sign_certifying(arena, f, base, step - '0');
    if (step == 'v')
        return sign_validation_data(arena, f, base);
    const struct sign_party *party = step == 'a' || step == 'A' ? &f->agency
                                     : step == 'Q'              ? &f->modern
                                     : step == 'C'              ? &f->leader
                                                                : &f->person;
    return sign_as(arena, f, base, party, step >= 'A' && step <= 'Z');
}

static bool write_certificate(struct sign_fixture *f, const char *folder, const char *name,
                              struct str der)
{
    struct str path = str_printf(f->arena, "%s/%s.pem", folder, name);
    return result_ok(os_file_write_soon(path.ptr, certificate_pem(f->arena, der), 0644));
}

static bool write_step(struct arena *arena, struct str out, size_t step, struct str bytes)
{
    struct str path = str_printf(arena, "%.*s.%zu.pdf", STR_ARG(out), step);
    return result_ok(os_file_write_soon(path.ptr, bytes, 0644));
}

static int sign_all(struct sign_fixture *f, const char *folder, bool each)
{
    char line[LINE_MAX_BYTES];
    if (!write_certificate(f, folder, "root", f->root) ||
        !write_certificate(f, folder, "issuing", f->authority))
        return 1;
    while (fgets(line, sizeof line, stdin) != NULL) {
        struct arena *arena = arena_new(512UL << 20);
        struct str in;
        struct str out;
        struct str steps;
        struct str rest;
        struct str bytes;
        if (!str_split(str_trim(str_from_c(line)), ' ', &in, &rest) ||
            !str_split(rest, ' ', &out, &steps) ||
            !result_ok(os_file_read(arena, str_c(arena, in), FILE_MOST, &bytes)))
            return 1;
        for (size_t i = 0; i < steps.len; i++) {
            bytes = sign_step(arena, f, bytes, steps.ptr[i]);
            if (each && !write_step(arena, out, i + 1, bytes))
                return 1;
        }
        if (!each && !result_ok(os_file_write_soon(str_c(arena, out), bytes, 0644)))
            return 1;
        arena_free(arena);
    }
    return 0;
}

static void print_verdict(const char *file, const struct report *report, int64_t took_us)
{
    static const char *const integrity[] = {"unknown", "intact", "broken"};
    static const char *const modified[] = {"no", "permitted", "yes"};
    enum cms_answer worst = CMS_HOLDS;
    enum report_modified most = MODIFIED_NO;
    for (size_t i = 0; i < report->count; i++) {
        if (report->signatures[i].integrity != CMS_HOLDS)
            worst = report->signatures[i].integrity;
        if (report->signatures[i].modified > most)
            most = report->signatures[i].modified;
    }
    const char *sub = sub_indication_name(report->sub);
    printf("%s\t%s\t%s\t%s\t%s\t%zu\t%lld\t", file,
           report->readable ? indication_name(report->indication) : "UNREADABLE",
           sub == NULL ? "-" : sub, integrity[worst], modified[most], report->count,
           (long long)took_us);
    for (size_t i = 0; i < report->count; i++)
        printf("%s%s", i == 0 ? "" : ",", report->signatures[i].level);
    putchar('\n');
}

static int judge_all(const char *folder)
{
    char line[LINE_MAX_BYTES];
    struct arena *kept = arena_new(16 << 20);
    struct str root;
    struct str path = str_printf(kept, "%s/root.pem", folder);
    if (!result_ok(os_file_read(kept, path.ptr, 1 << 20, &root)))
        return 1;
    while (fgets(line, sizeof line, stdin) != NULL) {
        struct arena *arena = arena_new(256UL << 20);
        struct evidence_set evidence = {.arena = arena, .at_us = SIGN_NOW_US + MICROS_PER_DAY};
        struct report_input input = {0};
        struct report *report = ARENA_NEW(arena, struct report);
        line[strcspn(line, "\n")] = '\0';
        if (!result_ok(os_file_read(arena, line, FILE_MOST, &input.bytes)))
            return 1;
        evidence_set_add_file(&evidence, root);
        int64_t before_us = clock_monotonic_us();
        if (!result_ok(report_make(&evidence, &input, report)))
            return 1;
        print_verdict(line, report, clock_monotonic_us() - before_us);
        arena_free(arena);
    }
    arena_free(kept);
    return 0;
}

static int report_one(const char *file, const char *roots)
{
    struct arena *arena = arena_new(256UL << 20);
    struct evidence_set evidence = {.arena = arena, .at_us = clock_now_us(clock_system())};
    struct report_input input = {0};
    struct report *report = ARENA_NEW(arena, struct report);
    struct str trusted;
    bool good = result_ok(os_file_read(arena, file, FILE_MOST, &input.bytes)) &&
                result_ok(os_file_read(arena, roots, FILE_MOST, &trusted));
    if (good)
        evidence_set_add_file(&evidence, trusted);
    good = good && result_ok(report_make(&evidence, &input, report));
    if (good)
        printf("%.*s\n", STR_ARG(report_json(arena, str_from_c(file), report)));
    arena_free(arena);
    return good ? 0 : 1;
}

int main(int argc, char **argv)
{
    void *state = NULL;
    if (argc == 4 && strcmp(argv[1], "report") == 0)
        return report_one(argv[2], argv[3]);
    if (argc != 3)
        return 2;
    if (strcmp(argv[1], "judge") == 0)
        return judge_all(argv[2]);
    sign_fixture_begin(&state);
    int status = sign_all(state, argv[2], strcmp(argv[1], "grow") == 0);
    sign_fixture_end(&state);
    return status;
}
