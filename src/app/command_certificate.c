/* `truc certificate`: the register and the trust list, for an operator at the machine. */
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/config.h"
#include "base/json.h"
#include "core/trust.h"
#include "modules/certificate/queries.h"

enum { ROWS_MAX = 20000, JSON_MAX = 16 << 20 };

static struct result load(const struct config *config, struct db *db,
                          struct q_register_rows_rows *rows)
{
    int64_t now_us = clock_now_us(&config->clock);
    const struct q_register_rows_in all = {
        .words = S(""), .state = S(""), .now = now_us,
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
    static const char *const words[] = {"", "blocked", "ending", "unknown", "expired", "free",
                                        "good"};
    int64_t counts[7] = {0};
    struct q_register_rows_rows rows;
    TRY(load(config, db, &rows));
    for (size_t i = 0; i < rows.count; i++)
        counts[rows.items[i].warn_order]++;
    for (size_t i = 1; i < 7; i++)
        printf("%s\t%lld\n", words[i], (long long)counts[i]);
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

static struct result run(const struct config *config, const char *word)
{
    struct db *db = NULL;
    struct result done;
    TRY(config_open(config, false, &db));
    if (strcmp(word, "list") == 0)
        done = print_register(config, db);
    else if (strcmp(word, "show") == 0)
        done = print_one(config, db, str_from_c(config->rest[2]));
    else if (strcmp(word, "status") == 0)
        done = print_status(config, db);
    else
        done = print_trust(config, db);
    db_close(db);
    return done;
}

int command_certificate(int argc, char **argv)
{
    struct config config;
    if (!config_load(argc, argv, &config))
        return EXIT_WRONG_USE;
    const char *word = config.count >= 2 ? config.rest[1] : "";
    bool one = strcmp(word, "show") == 0;
    bool other = strcmp(word, "list") == 0 || strcmp(word, "status") == 0 ||
                 strcmp(word, "trust") == 0;
    int status = EXIT_WRONG_USE;
    if ((one && config.count == 3) || (other && config.count == 2)) {
        struct result done = run(&config, word);
        status = result_ok(done) ? EXIT_OK : config_failed(&config, "truc certificate", done);
    } else {
        fprintf(stderr, "truc certificate list | show ID | status | trust [--config FILE]\n");
    }
    config_free(&config);
    return status;
}
