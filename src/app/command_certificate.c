/* `truc certificate`: the register and the trust list, for an operator at the machine. */
#include <stdio.h>
#include <string.h>

#include "app/command_certificate.h"
#include "app/commands.h"
#include "app/config.h"
#include "base/json.h"
#include "core/trust.h"
#include "modules/certificate/queries.h"

enum { ROWS_MAX = 20000, JSON_MAX = 16 << 20 };

/* By enum register_state. */
static const char *const state_words[] = {"",        "blocked", "ending", "unknown",
                                          "expired", "free",    "good"};

static struct result load(const struct config *config, struct db *db,
                          struct q_register_rows_rows *rows)
{
    int64_t now_us = clock_now_us(&config->clock);
    const struct q_register_rows_in all = {
        .words = S(""), .state = S(""), .person = 0, .now = now_us,
        .soon = now_us + settings_int(config->settings, "certificate.warn_days") * MICROS_PER_DAY,
        .stale =
            now_us - settings_int(config->settings, "certificate.unknown_days") * MICROS_PER_DAY,
        .most = ROWS_MAX};
    return q_register_rows(db, config->arena, all, rows);
}

static struct str day(const struct config *config, int64_t at_us)
{
    return civil_date_text(config->arena, civil_day_of_us(at_us));
}

static struct result print_register(const struct config *config, struct db *db)
{
    struct q_register_rows_rows rows;
    struct buf out;
    TRY(load(config, db, &rows));
    for (size_t i = 0; !config->json && i < rows.count; i++) {
        const struct q_register_rows_out *row = &rows.items[i];
        printf("%lld\t%.*s\t%.*s\t%.*s\t%.*s\t%.*s\n", (long long)row->id, STR_ARG(row->status),
               STR_ARG(row->domain), STR_ARG(day(config, row->not_after_us)),
               STR_ARG(row->holder), STR_ARG(row->name));
    }
    if (!config->json)
        return RESULT_OK;
    buf_init(&out, config->arena, JSON_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_array(&json, NULL);
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_register_rows_out *row = &rows.items[i];
        json_open_object(&json, NULL);
        json_put_int(&json, "id", row->id);
        json_put_text(&json, "status", row->status);
        json_put_text(&json, "domain", row->domain);
        json_put_text(&json, "holder", row->holder);
        json_put_text(&json, "name", row->name);
        json_put_text(&json, "issuer", row->issuer);
        json_put_text(&json, "serial", row->serial);
        json_put_text(&json, "until", day(config, row->not_after_us));
        json_close_object(&json);
    }
    json_close_array(&json);
    printf("%.*s\n", STR_ARG(buf_str(&out)));
    return RESULT_OK;
}

static struct result print_one(const struct config *config, struct db *db, struct str id_text)
{
    struct q_register_one_out row;
    struct certificate read;
    int64_t id = 0;
    bool found = false;
    if (str_to_i64(id_text, &id))
        TRY(q_register_one(db, config->arena, (struct q_register_one_in){.id = id}, &row, &found));
    if (!found)
        return result_fail(ERROR_NOT_FOUND, "certificate.unknown",
                           N_("Không có chứng thư này trong sổ."));
    TRY(certificate_read(config->arena, row.der, &read));
    printf("subject\t%.*s\nissuer\t%.*s\nserial\t%.*s\nsha256\t%.*s\nfrom\t%.*s\nuntil\t%.*s\n",
           STR_ARG(read.subject), STR_ARG(read.issuer), STR_ARG(read.serial), STR_ARG(row.sha256),
           STR_ARG(day(config, read.not_before_us)), STR_ARG(day(config, read.not_after_us)));
    printf("domain\t%.*s\nstatus\t%.*s\nsaid by\t%.*s\nfault\t%.*s\n%.*s", STR_ARG(row.domain),
           STR_ARG(row.status), STR_ARG(row.status_from), STR_ARG(row.fault),
           STR_ARG(certificate_pem(config->arena, row.der)));
    return RESULT_OK;
}

/* How many stand how; a failure where any needs doing. */
static struct result print_status(const struct config *config, struct db *db)
{
    int64_t counts[7] = {0};
    struct q_register_rows_rows rows;
    TRY(load(config, db, &rows));
    for (size_t i = 0; i < rows.count; i++)
        counts[rows.items[i].warn_order]++;
    for (size_t i = 1; i < 7; i++)
        printf("%s\t%lld\n", state_words[i], (long long)counts[i]);
    return counts[1] + counts[2] + counts[3] == 0
               ? RESULT_OK
               : result_fail(ERROR_CONFLICT, "certificate.attention",
                             N_("Có chứng thư bị thu hồi, sắp hết hạn hoặc chưa rõ tình trạng."));
}

static struct result print_trust(const struct config *config, struct db *db)
{
    struct trust_issuer *issuers;
    size_t count;
    TRY(trust_list(db, config->arena, &issuers, &count));
    for (size_t i = 0; i < count; i++)
        printf("%s\t%s\t%s\t%.*s\t%.*s\t%.*s\t%.*s\n", issuers[i].withdrawn ? "-" : "+",
               trust_domain_code(issuers[i].domain), issuers[i].root ? "root" : "issuer",
               STR_ARG(issuers[i].sha256), STR_ARG(day(config, issuers[i].not_after_us)),
               STR_ARG(issuers[i].name), STR_ARG(issuers[i].source));
    return RESULT_OK;
}

/* Fails unless the certificate is in force and its issuer said so lately. */
static struct result print_check(const struct config *config, struct db *db, struct str id_text)
{
    struct q_register_rows_rows rows;
    int64_t id = 0;
    TRY(load(config, db, &rows));
    for (size_t i = 0; str_to_i64(id_text, &id) && i < rows.count; i++) {
        const struct q_register_rows_out *row = &rows.items[i];
        if (row->id != id)
            continue;
        printf("%s\t%.*s\t%.*s\t%.*s\n", state_words[row->warn_order], STR_ARG(row->status),
               STR_ARG(day(config, row->not_after_us)),
               STR_ARG(row->asked_us == 0 ? S("-") : day(config, row->asked_us)));
        return row->warn_order == 6 || row->warn_order == 2
                   ? RESULT_OK
                   : result_fail(ERROR_CONFLICT, "certificate.attention",
                                 N_("Chứng thư này không dùng được, hoặc chưa rõ tình trạng."));
    }
    return result_fail(ERROR_NOT_FOUND, "certificate.unknown",
                       N_("Không có chứng thư này trong sổ."));
}

static struct result read_only(const struct config *config, const char *word, struct str id)
{
    struct db *db = NULL;
    struct result done;
    TRY(config_open(config, false, &db));
    if (strcmp(word, "list") == 0)
        done = print_register(config, db);
    else if (strcmp(word, "show") == 0)
        done = print_one(config, db, id);
    else if (strcmp(word, "check") == 0)
        done = print_check(config, db, id);
    else if (strcmp(word, "status") == 0)
        done = print_status(config, db);
    else
        done = print_trust(config, db);
    db_close(db);
    return done;
}

static const char usage_text[] =
    "truc certificate list [--json]      the register\n"
    "truc certificate show ID            one certificate, with its PEM\n"
    "truc certificate check ID           status 1 unless it is in force and good\n"
    "truc certificate status             counts; status 1 where anything needs doing\n"
    "truc certificate trust              the trust list\n"
    "truc certificate export             the register as CSV that import reads\n"
    "truc certificate import FILE --reason TEXT [--check]\n"
    "                                    CSV: Người giữ, Mã cán bộ, Mã cơ quan, Chứng thư\n"
    "                                    (Base64); all rows or none; --check writes nothing\n"
    "truc certificate add FILE (--name NAME | --staff CODE | --agency CODE) --reason TEXT\n"
    "                                    gives one certificate (PEM or DER); with a name or a\n"
    "                                    number, --agency says where the person works\n"
    "Exit status: 0 done; 1 refused, nothing written, or needs doing; 2 wrong use.\n";

static bool read_words(const struct config *config, struct certificate_words *out)
{
    const struct {
        const char *name;
        struct str *value;
    } options[] = {{"--name", &out->order.name}, {"--staff", &out->order.staff_code},
                   {"--agency", &out->order.agency_code}, {"--reason", &out->order.reason}};
    for (int i = 2; i < config->count; i++) {
        bool taken = false;
        for (size_t k = 0; k < sizeof options / sizeof *options && !taken; k++) {
            taken = strcmp(config->rest[i], options[k].name) == 0 && i + 1 < config->count;
            if (taken)
                *options[k].value = str_from_c(config->rest[++i]);
        }
        if (taken)
            continue;
        if (strcmp(config->rest[i], "--check") == 0)
            out->check = true;
        else if (config->rest[i][0] != '-' && out->file == NULL)
            out->file = config->rest[i];
        else
            return false;
    }
    return true;
}

/* What belongs to each word, all of it and nothing else. */
static const struct {
    const char *word;
    bool file;
    bool reason;
    bool holder;
    bool check; /* may be there */
} shapes[] = {
    {"list", false, false, false, false},  {"status", false, false, false, false},
    {"trust", false, false, false, false}, {"export", false, false, false, false},
    {"show", true, false, false, false},   {"check", true, false, false, false},
    {"import", true, true, false, true},   {"add", true, true, true, false},
};

static bool is_command(const char *word, const struct certificate_words *words)
{
    const struct register_order *order = &words->order;
    bool holder = order->name.len + order->staff_code.len + order->agency_code.len > 0;
    bool reason = !str_empty(order->reason);
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (strcmp(word, shapes[i].word) == 0)
            return shapes[i].file == (words->file != NULL) && shapes[i].reason == reason &&
                   shapes[i].holder == holder && (shapes[i].check || !words->check);
    return false;
}

static struct result run(const struct config *config, const char *word,
                         const struct certificate_words *words)
{
    if (strcmp(word, "export") == 0)
        return certificate_command_export(config);
    if (strcmp(word, "import") == 0)
        return certificate_command_import(config, words);
    if (strcmp(word, "add") == 0)
        return certificate_command_add(config, words);
    return read_only(config, word, words->file == NULL ? S("") : str_from_c(words->file));
}

int command_certificate(int argc, char **argv)
{
    struct config config;
    struct certificate_words words = {.file = NULL};
    if (!config_load(argc, argv, &config))
        return EXIT_WRONG_USE;
    const char *word = config.count >= 2 ? config.rest[1] : "";
    int status = EXIT_WRONG_USE;
    if (strcmp(word, "--help") == 0) {
        fputs(usage_text, stdout);
        status = EXIT_OK;
    } else if (read_words(&config, &words) && is_command(word, &words)) {
        struct result done = run(&config, word, &words);
        status = result_ok(done) ? EXIT_OK : config_failed(&config, "truc certificate", done);
    } else {
        fputs(usage_text, stderr);
    }
    config_free(&config);
    return status;
}
