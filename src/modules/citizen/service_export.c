/* A copy of everything that is held about a person, as an archive for 24 hours. */
#include "modules/citizen/data.h"

#include "base/buf.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/os_file.h"
#include "core/files.h"
#include "core/notify.h"
#include "core/zip.h"
#include "db/lock.h"
#include "modules/citizen/queries.h"
#include "modules/citizen/service.h"
#include "modules/dossier/dossier.h"

enum { TOKEN_BYTES = 16, PER_DAY = 3, TEXT_MAX = 8 << 20, DOSSIERS_STEP = 50,
       READINGS_STEP = 200, READINGS_PART = 4000, FOLDER_MODE = 0700, ONE_ARENA = 96 << 20 };

const char *export_place(struct arena *arena, struct str data_dir, struct str token)
{
    return str_c(arena, str_printf(arena, "%.*s/exports/%.*s.zip", STR_ARG(data_dir),
                                   STR_ARG(token)));
}

static struct result ask(struct service_context *ctx, struct str token)
{
    int64_t now_us = clock_now_us(ctx->clock);
    struct q_export_add_out added;
    TRY(q_export_add(ctx->db, ctx->arena,
                     (struct q_export_add_in){
                         .token = token,
                         .citizen_id = ctx->citizen->id,
                         .assurance = str_from_c(assurance_code(ctx->citizen->assurance)),
                         .now = now_us},
                     &added));
    TRY(job_add(ctx->db, ctx->arena, now_us,
                (struct job_new){.kind = S("citizen.export"), .key = token}));
    return data_evidence(ctx, "citizen.export_asked", citizen_mark(ctx->arena, ctx->citizen),
                         S(""));
}

struct result export_ask(struct service_context *ctx)
{
    struct q_export_recent_out recent;
    struct q_export_recent_in in = {.citizen_id = ctx->citizen->id,
                                    .since_us = clock_now_us(ctx->clock) - MICROS_PER_DAY};
    TRY(q_export_recent(ctx->db, ctx->arena, in, &recent));
    if (recent.count >= PER_DAY)
        return result_fail(ERROR_LIMIT, "export.too_many",
                           N_("Hôm nay đã lập 3 bản. Dùng bản đang có, hoặc quay lại ngày mai"));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, ask(ctx, random_hex(ctx->arena, TOKEN_BYTES)));
}

struct result export_list(struct service_context *ctx, struct data_copies *out)
{
    struct q_export_list_rows rows;
    TRY(q_export_list(ctx->db, ctx->arena,
                      (struct q_export_list_in){.citizen_id = ctx->citizen->id}, &rows));
    out->items = ARENA_ARRAY(ctx->arena, struct data_copy, rows.count);
    out->count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        out->items[i] = (struct data_copy){.token = rows.items[i].token,
                                           .asked_us = rows.items[i].asked_us,
                                           .made = rows.items[i].has_made_us,
                                           .expires_us = rows.items[i].expires_us,
                                           .size = rows.items[i].size};
    return RESULT_OK;
}

struct result export_path(struct service_context *ctx, struct str data_dir, struct str token,
                          const char **path)
{
    struct q_export_by_token_out row;
    bool found;
    TRY(q_export_by_token(ctx->db, ctx->arena, (struct q_export_by_token_in){.token = token},
                          &row, &found));
    *path = found ? export_place(ctx->arena, data_dir, token) : NULL;
    if (!found || row.citizen_id != ctx->citizen->id || !row.has_made_us ||
        row.expires_us <= clock_now_us(ctx->clock) || !os_file_exists(*path))
        return result_fail(ERROR_NOT_FOUND, "export.none",
                           N_("Bản này không còn. Mỗi bản dùng trong 24 giờ; lập bản khác"));
    return RESULT_OK;
}

/* ---- making it ---- */

struct making {
    struct service_context ctx;
    struct citizen citizen;
    struct zip zip;
};

static struct result put_text(struct making *making, const char *name, const struct buf *text)
{
    if (text->overflowed)
        return result_fail(ERROR_LIMIT, "export.text", NULL);
    return zip_add(&making->zip, str_from_c(name), buf_str(text));
}

static struct result put_account(struct making *making)
{
    struct arena *arena = making->ctx.arena;
    const struct citizen *citizen = &making->citizen;
    struct citizen_session_list sessions;
    struct buf text;
    buf_init(&text, arena, TEXT_MAX);
    struct json_writer json = json_writer_of(&text);
    TRY(citizen_sessions(making->ctx.db, arena, clock_now_us(making->ctx.clock), citizen->id,
                         &sessions));
    json_open_object(&json, NULL);
    json_put_text(&json, "ho_ten", citizen->name);
    json_put_text(&json, "so_dinh_danh", citizen->identifier);
    json_put_text(&json, "dien_thoai", citizen->phone);
    json_put_bool(&json, "da_doi_chieu", citizen->bound);
    json_open_array(&json, "phien_dang_mo");
    for (size_t i = 0; i < sessions.count; i++) {
        json_open_object(&json, NULL);
        json_put_int(&json, "tu_us", sessions.items[i].created_us);
        json_put_text(&json, "dia_chi", sessions.items[i].address);
        json_put_text(&json, "trinh_duyet", sessions.items[i].agent);
        json_close_object(&json);
    }
    json_close_array(&json);
    json_close_object(&json);
    return put_text(making, "tai-khoan.json", &text);
}

static void put_reading(struct json_writer *json, const struct reading *reading)
{
    json_open_object(json, NULL);
    json_put_int(json, "luc_us", reading->recorded_us);
    json_put_text(json, "ve", reading->object);
    json_put_text(json, "nguoi", reading->official ? reading->name : reading->actor);
    json_put_text(json, "chuc_vu", reading->title);
    json_put_text(json, "co_quan", reading->agency_name);
    json_put_text(json, "muc_dich", str_from_c(reading->purpose->name));
    json_close_object(json);
}

/* Readings of one object, at most READINGS_PART of them, in memory of their own. */
static struct result put_readings_part(struct making *making, const char *name,
                                       struct reading_filter *filter, bool *more)
{
    struct arena *arena = arena_new(ONE_ARENA);
    struct reading_list list = {.more = true};
    struct result done = RESULT_OK;
    struct buf text;
    size_t count = 0;
    buf_init(&text, arena, TEXT_MAX);
    struct json_writer json = json_writer_of(&text);
    json_open_array(&json, NULL);
    while (result_ok(done) && list.more && count < READINGS_PART) {
        done = privacy_readings(making->ctx.db, arena, filter, &list);
        for (size_t i = 0; result_ok(done) && i < list.count; i++)
            put_reading(&json, &list.items[i]);
        if (list.count > 0)
            filter->before_id = list.items[list.count - 1].evidence_id;
        count += list.count;
    }
    json_close_array(&json);
    *more = list.more;
    if (result_ok(done))
        done = put_text(making, name, &text);
    arena_free(arena);
    return done;
}

/* "ai-da-xem.json" in the folder, and "ai-da-xem-2.json" … where they are very many. */
static struct result put_readings(struct making *making, struct str folder, struct str object)
{
    struct arena *arena = making->ctx.arena;
    struct reading_filter filter = {
        .objects = &object, .object_count = 1, .most = READINGS_STEP, .everybody = true};
    bool more = true;
    for (int part = 1; more; part++) {
        const char *number = part == 1 ? "" : str_printf(arena, "-%d", part).ptr;
        struct str name = str_printf(arena, "%.*sai-da-xem%s.json", STR_ARG(folder), number);
        TRY(put_readings_part(making, name.ptr, &filter, &more));
    }
    return RESULT_OK;
}

static struct result put_questions(struct making *making)
{
    struct arena *arena = making->ctx.arena;
    struct q_questions_of_citizen_rows rows;
    struct buf text;
    buf_init(&text, arena, TEXT_MAX);
    struct json_writer json = json_writer_of(&text);
    TRY(q_questions_of_citizen(
        making->ctx.db, arena,
        (struct q_questions_of_citizen_in){.citizen_id = making->citizen.id}, &rows));
    json_open_array(&json, NULL);
    for (size_t i = 0; i < rows.count; i++) {
        json_open_object(&json, NULL);
        json_put_int(&json, "hoi_luc_us", rows.items[i].asked_us);
        json_put_text(&json, "hoi", rows.items[i].asked);
        json_put_text(&json, "tra_loi", rows.items[i].answer);
        json_put_text(&json, "nguoi_tra_loi", rows.items[i].answered_by);
        json_close_object(&json);
    }
    json_close_array(&json);
    return put_text(making, "cau-hoi.json", &text);
}

/* In memory of its own, which ends with it. */
static struct result put_file(struct making *making, const struct dossier_own *row, size_t number,
                              const struct dossier_copy_file *file)
{
    struct arena *arena = arena_new(ONE_ARENA);
    struct str bytes;
    struct str name = str_printf(arena, "%.*s/%zu-%.*s", STR_ARG(row->code), number,
                                 STR_ARG(file->name));
    struct result done = files_get(making->ctx.files, arena, file->sha256, &bytes);
    if (result_ok(done))
        done = zip_add(&making->zip, name, bytes);
    arena_free(arena);
    return done;
}

static struct result put_dossier(struct making *making, const struct dossier_own *row)
{
    struct arena *arena = arena_new(ONE_ARENA);
    struct service_context ctx = making->ctx;
    struct dossier_copy copy = {0};
    ctx.arena = arena;
    struct result done = dossier_copy(&ctx, row->id, &copy);
    if (result_ok(done))
        done = zip_add(&making->zip,
                       str_printf(arena, "%.*s/ho-so.json", STR_ARG(row->code)), copy.json);
    if (result_ok(done))
        done = put_readings(making, str_printf(arena, "%.*s/", STR_ARG(row->code)),
                            str_printf(arena, "dossier:%lld", (long long)row->id));
    for (size_t i = 0; result_ok(done) && i < copy.file_count; i++)
        done = put_file(making, row, i + 1, &copy.files[i]);
    arena_free(arena);
    return done;
}

static struct result put_dossiers(struct making *making)
{
    struct dossier_own_list list = {.more = true};
    int64_t before_id = 0;
    while (list.more) {
        TRY(dossier_list_own(&making->ctx, before_id, DOSSIERS_STEP, &list));
        for (size_t i = 0; i < list.count; i++) {
            TRY(put_dossier(making, &list.items[i]));
            before_id = list.items[i].id;
        }
    }
    return RESULT_OK;
}

static struct result write_archive(struct making *making, const char *path)
{
    TRY(zip_begin(&making->zip, making->ctx.arena, path, clock_now_us(making->ctx.clock)));
    TRY(put_account(making));
    TRY(put_readings(making, S(""), citizen_mark(making->ctx.arena, &making->citizen)));
    TRY(put_questions(making));
    TRY(put_dossiers(making));
    return zip_end(&making->zip);
}

static struct result tell(struct making *making, int64_t id, struct str token, const char *path)
{
    struct service_context *ctx = &making->ctx;
    int64_t now_us = clock_now_us(ctx->clock);
    TRY(q_export_made(ctx->db, ctx->arena,
                      (struct q_export_made_in){.id = id,
                                                .size = os_file_size(path),
                                                .now = now_us,
                                                .expires_us = now_us + EXPORT_LIFE_US},
                      NULL));
    TRY(job_add(ctx->db, ctx->arena, now_us,
                (struct job_new){.kind = S("citizen.export_end"),
                                 .key = token,
                                 .not_before_us = now_us + EXPORT_LIFE_US}));
    return notify_add(ctx->db, ctx->arena, now_us,
                      (struct notification){.phone = making->citizen.phone,
                                            .text = S("Ban sao du lieu cua ban da lap xong, tai "
                                                      "ve trong 24 gio tai Trang cua toi."),
                                            .object = S("privacy")});
}

struct result export_make(struct job_context *job, struct str key, struct str payload)
{
    struct arena *arena = job->service.arena;
    struct making making = {.ctx = job->service};
    struct q_export_by_token_out row;
    bool found;
    (void)payload;
    TRY(q_export_by_token(job->service.db, arena, (struct q_export_by_token_in){.token = key},
                          &row, &found));
    if (!found || row.has_made_us)
        return RESULT_OK;
    TRY(account_load(&making.ctx, row.citizen_id, &making.citizen, &found));
    if (!found)
        return RESULT_OK; /* erased meanwhile */
    making.ctx.citizen = &making.citizen;
    const char *path = export_place(arena, job->data_dir, key);
    TRY(os_dir_make(str_c(arena, str_printf(arena, "%.*s/exports", STR_ARG(job->data_dir))),
                    FOLDER_MODE));
    TRY(write_archive(&making, path));
    TRY(db_write_begin(job->service.db));
    return db_finish(job->service.db, tell(&making, row.id, key, path));
}

struct result export_drop(struct job_context *job, struct str key, struct str payload)
{
    const char *path = export_place(job->service.arena, job->data_dir, key);
    (void)payload;
    if (os_file_exists(path))
        TRY(os_tree_remove(path));
    TRY(db_write_begin(job->service.db));
    return db_finish(job->service.db,
                     q_export_forget(job->service.db, job->service.arena,
                                     (struct q_export_forget_in){.token = key}, NULL));
}
