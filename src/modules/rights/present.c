#include "modules/rights/present.h"

#include "modules/dossier/dossier.h"
#include "modules/rights/handlers.h"

struct delegation_line rights_delegation(struct request *request, const struct delegation *row)
{
    struct str today = request->actor->today;
    int64_t end;
    struct delegation_line line = {.row = *row, .state = DELEGATION_NOW};
    if (civil_parse_date(row->valid_to, &end))
        line.last_day = civil_date_text(request->arena, end - 1);
    if (str_compare(row->valid_to, today) <= 0)
        line.state = DELEGATION_OVER;
    else if (str_compare(today, row->valid_from) < 0)
        line.state = DELEGATION_COMING;
    return line;
}

struct crumbs rights_crumbs(struct request *request, struct str path, const char *above,
                             const char *here)
{
    struct crumb *items = ARENA_ARRAY(request->arena, struct crumb, 2);
    items[0] = (struct crumb){path, tr_str(request->locale, above)};
    items[1] = (struct crumb){S(""), tr_str(request->locale, here)};
    return (struct crumbs){items, 2};
}

void rights_delegation_hints(struct request *request, struct delegation_form_view *view)
{
    view->since.value = rights_day_words(request->arena, view->since.value);
    view->until.value = rights_day_words(request->arena, view->until.value);
    view->since.width = "is-w12";
    view->since.hint = tr_str(request->locale, N_("Từ hôm nay trở đi, ví dụ 23/11/2026"));
    view->until.width = "is-w12";
    view->until.hint = tr_str(request->locale, N_("Hết ngày này việc tự về người vắng"));
    view->decision.hint = tr_str(request->locale, N_("Ví dụ Văn bản 12/UQ-UBND"));
    view->procedures.hint =
        tr_str(request->locale, N_("Mã cách nhau một dấu cách. Để trống là mọi thủ tục"));
    view->value.hint = tr_str(request->locale, N_("Chỉ với ký thay. Để trống là không giới hạn"));
    view->value.inputmode = "numeric";
    view->value.width = "is-w20";
}

const char *rights_delegation_field(struct result refusal)
{
    static const struct {
        const char *code;
        const char *field;
    } FIELDS[] = {
        {"delegation.days", "tu"},           {"delegation.decision", "van-ban"},
        {"delegation.procedure", "thu-tuc"}, {"delegation.value", "gia-tri"},
        {"delegation.nothing", "nguoi-vang"}, {"permission.denied", "nguoi-vang"},
    };
    for (size_t i = 0; i < sizeof FIELDS / sizeof FIELDS[0]; i++) {
        if (str_is(str_from_c(refusal.code), FIELDS[i].code))
            return FIELDS[i].field;
    }
    return "nguoi-thay";
}

/* What is most often done in another's name; other kinds are shown as they are. */
static const struct {
    const char *kind;
    const char *words;
} ACTS[] = {
    {"dossier.received", N_("Tiếp nhận hồ sơ")},
    {"dossier.refused", N_("Từ chối hồ sơ")},
    {"dossier.stopped", N_("Dừng giải quyết hồ sơ")},
    {"dossier.supplement", N_("Yêu cầu bổ sung")},
    {"dossier.processing", N_("Chuyển hồ sơ sang xử lý")},
    {"dossier.finished", N_("Kết thúc giải quyết")},
    {"dossier.returned", N_("Trả kết quả")},
    {"result.sign_allowed", N_("Ký số kết quả")},
    {"result.returned", N_("Trả lại bản trình ký")},
};

static struct result code_of(struct request *request, struct str object, struct str *code)
{
    struct service_context ctx = rights_context(request);
    struct dossier_brief dossier;
    int64_t id;
    *code = S("");
    if (!str_starts(object, S("dossier:")) || !str_to_i64(str_slice(object, 8, object.len), &id))
        return RESULT_OK;
    struct result found = dossier_brief_by_id(&ctx, id, &dossier);
    if (result_ok(found))
        *code = dossier.code;
    return found.kind == ERROR_NOT_FOUND ? RESULT_OK : found;
}

struct result rights_acts(struct request *request, const struct delegated_acts *acts,
                           struct act_view **out)
{
    *out = ARENA_ARRAY(request->arena, struct act_view, acts->count + 1);
    for (size_t i = 0; i < acts->count; i++) {
        struct act_view *view = &(*out)[i];
        *view = (struct act_view){.act = acts->items[i], .what = acts->items[i].kind};
        for (size_t k = 0; k < sizeof ACTS / sizeof ACTS[0]; k++) {
            if (str_is(view->act.kind, ACTS[k].kind))
                view->what = tr_str(request->locale, ACTS[k].words);
        }
        TRY(code_of(request, view->act.object, &view->code));
    }
    return RESULT_OK;
}
