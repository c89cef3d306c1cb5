#include "core/procedure_read.h"

#include <string.h>

#include "base/clock.h"

enum { EXEMPTIONS_MAX = 50 };

static const char *const members[] = {
    "code", "code_verified", "valid_from", "name", "name_en", "result_name", "result_name_en",
    "law", "form_set", "fee", "limit", "pause", "bindings", "competent_level", "level", "keywords",
    "tasks", "$comment", "result", /* what the paper says: modules/result reads it */
    /* texts of the start page */
    "purpose", "purpose_en", "audience", "audience_en", "requirements", "legal_basis",
    "official_place", "where", "where_en", "time_text", "time_text_en", NULL};

static struct result refuse(struct arena *arena, const char *what, struct str name,
                            struct str *problem)
{
    *problem = str_printf(arena, "procedure.json: %s%.*s", what, STR_ARG(name));
    return result_fail(ERROR_INVALID, "procedure.file", N_("Sửa tệp thủ tục rồi nạp lại"));
}

static struct result check_members(struct arena *arena, const struct json *json,
                                   struct str *problem)
{
    for (size_t i = 0; i < json_count(json); i++) {
        const char *const *name = members;
        while (*name != NULL && !str_is(json_key(json, i), *name))
            name++;
        if (*name == NULL) {
            result_ignore(refuse(arena, "", json_key(json, i), problem));
            return result_fail(ERROR_UNSUPPORTED, "procedure.member",
                               N_("Sửa tệp thủ tục rồi nạp lại"));
        }
    }
    return RESULT_OK;
}

static struct result read_texts(struct arena *arena, const struct json *json,
                                struct procedure *out, struct str *problem)
{
    const struct {
        const char *name;
        struct str *to;
    } texts[] = {{"code", &out->code},
                 {"name", &out->name},
                 {"name_en", &out->name_en},
                 {"result_name", &out->result_name},
                 {"result_name_en", &out->result_name_en},
                 {"law", &out->law},
                 {"form_set", &out->form_set},
                 {"valid_from", &out->valid_from}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        *texts[i].to = json_get_text(json, texts[i].name);
        if (str_empty(*texts[i].to))
            return refuse(arena, "missing ", str_from_c(texts[i].name), problem);
    }
    int64_t day;
    if (!civil_parse_date(out->valid_from, &day))
        return refuse(arena, "no date: ", out->valid_from, problem);
    return RESULT_OK;
}

static struct result read_fee(struct arena *arena, const struct json *fee, struct procedure *out,
                              struct str *problem)
{
    const struct json *list = json_get(fee, "exemptions");
    out->fee_vnd = json_get_int(fee, "per_copy_vnd", -1);
    if (out->fee_vnd < 0 || json_count(list) > EXEMPTIONS_MAX)
        return refuse(arena, "fee", S(""), problem);
    out->exemptions = ARENA_ARRAY(arena, struct fee_exemption, json_count(list));
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json *one = json_at(list, i);
        out->exemptions[i] = (struct fee_exemption){json_get_text(one, "code"),
                                                    json_get_text(one, "name"),
                                                    json_get_text(one, "basis")};
        if (str_empty(out->exemptions[i].code) || str_empty(out->exemptions[i].name))
            return refuse(arena, "fee.exemptions", S(""), problem);
        out->exemption_count++;
    }
    return RESULT_OK;
}

static struct result read_clock(struct arena *arena, const struct json *json,
                                struct procedure *out, struct str *problem)
{
    const struct json *limit = json_get(json, "limit");
    if (!limit_parse(json_get_text(limit, "unit"), json_get_int(limit, "amount", 0), &out->limit))
        return refuse(arena, "limit", S(""), problem);
    if (!pause_policy_parse(json_get_text(json, "pause"), &out->pause))
        return refuse(arena, "pause", S(""), problem);
    return RESULT_OK;
}

/* A binding names a question of the form that is always asked for, or nothing. */
static struct result read_bindings(struct arena *arena, const struct json *bindings,
                                   struct procedure *out, struct str *problem)
{
    const struct {
        const char *name;
        struct str *to;
        bool needed;
    } all[] = {{"applicant_name", &out->bindings.applicant_name, true},
               {"identifier", &out->bindings.identifier, true},
               {"phone", &out->bindings.phone, true},
               {"copies", &out->bindings.copies, false}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct str key = json_get_text(bindings, all[i].name);
        *all[i].to = key;
        const struct form_component *component = form_find(out->form, key);
        bool good = component != NULL && component->required && component->hide == NULL;
        if (!good && (all[i].needed || !str_empty(key)))
            return refuse(arena, "bindings.", str_from_c(all[i].name), problem);
    }
    return RESULT_OK;
}

static struct result read_form(struct arena *arena, struct str form_json, struct procedure *out,
                               struct str *problem)
{
    const struct json *json = NULL;
    struct str detail = S("");
    struct result read = json_parse(arena, form_json, &json);
    if (result_ok(read))
        read = form_parse(arena, json, &out->form, &detail);
    if (!result_ok(read))
        *problem = str_printf(arena, "form.json: %.*s", STR_ARG(detail));
    return read;
}

/* The forms of user tasks: what a clerk or officer fills in. */
static struct result read_tasks(struct arena *arena, const struct json *tasks,
                                struct str *problem)
{
    for (size_t i = 0; i < json_count(tasks); i++) {
        const struct eform *form = NULL;
        struct str detail = S("");
        struct str task = json_key(tasks, i);
        struct result read = form_parse(arena, json_at(tasks, i), &form, &detail);
        if (!result_ok(read)) {
            *problem = str_printf(arena, "tasks.%.*s: %.*s", STR_ARG(task), STR_ARG(detail));
            return read;
        }
    }
    return RESULT_OK;
}

struct result procedure_read(struct arena *arena, struct str procedure_json, struct str form_json,
                             struct procedure *out, struct str *problem)
{
    *out = (struct procedure){0};
    struct result read = json_parse(arena, procedure_json, &out->data);
    if (!result_ok(read))
        return refuse(arena, "no JSON", S(""), problem);
    TRY(check_members(arena, out->data, problem));
    TRY(read_texts(arena, out->data, out, problem));
    TRY(read_fee(arena, json_get(out->data, "fee"), out, problem));
    TRY(read_clock(arena, out->data, out, problem));
    TRY(read_form(arena, form_json, out, problem));
    TRY(read_tasks(arena, json_get(out->data, "tasks"), problem));
    return read_bindings(arena, json_get(out->data, "bindings"), out, problem);
}
