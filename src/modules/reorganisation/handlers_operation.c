/* What a decision orders: one operation at a time, or a whole list from a file. */
#include "modules/reorganisation/handlers.h"
#include "modules/reorganisation/import.h"
#include "modules/reorganisation/pages.h"

enum { PROPERTIES = 8, PARTS = 3 };

static const char *const PROPERTY[PROPERTIES][2] = {
    {"ma-moi", N_("Mã định danh")},     {"ma-dia-ban", N_("Mã địa bàn")},
    {"ten", N_("Tên cơ quan")},         {"dia-danh", N_("Loại và tên đơn vị")},
    {"loai", N_("Loại")},               {"cap", N_("Cấp (2 tỉnh, 3 huyện, 4 xã)")},
    {"cap-tren", N_("Cơ quan cấp trên")}, {"dia-chi", N_("Trụ sở")},
};
static const char *const PART[PARTS][4] = {
    {"nhan-1", N_("Cơ quan nhận phần còn lại"), "", ""},
    {"nhan-2", N_("Cơ quan nhận phần thứ nhất"), "dia-ban-2", "ho-so-2"},
    {"nhan-3", N_("Cơ quan nhận phần thứ hai, nếu có"), "dia-ban-3", "ho-so-3"},
};

static const char *const HEADING[REORGANISATION_KINDS] = {
    [REORGANISATION_FOUND] = N_("Thành lập cơ quan"),
    [REORGANISATION_CHANGE] = N_("Đổi tên, loại hoặc cấp trên"),
    [REORGANISATION_MERGE] = N_("Nhập cơ quan"),
    [REORGANISATION_SPLIT] = N_("Chia cơ quan"),
    [REORGANISATION_CLOSE] = N_("Kết thúc cơ quan"),
};
static const char *const CODE_LABEL[REORGANISATION_KINDS] = {
    [REORGANISATION_CHANGE] = N_("Cơ quan được đổi"),
    [REORGANISATION_MERGE] = N_("Cơ quan nhận việc"),
    [REORGANISATION_SPLIT] = N_("Cơ quan được chia"),
    [REORGANISATION_CLOSE] = N_("Cơ quan kết thúc"),
};

static struct str sent(const struct request *request, const char *name)
{
    return request->form != NULL ? form_get(request->form, name) : S("");
}

static struct field_view field(const struct request *request, const char *name, const char *label)
{
    return (struct field_view){.name = name, .label = tr_str(request->locale, label),
                               .value = sent(request, name)};
}

static void fill_fields(const struct request *request, struct operation_view *view)
{
    struct field_view *properties = ARENA_ARRAY(request->arena, struct field_view, PROPERTIES);
    struct part_view *parts = ARENA_ARRAY(request->arena, struct part_view, PARTS);
    for (size_t i = 0; i < PROPERTIES; i++)
        properties[i] = field(request, PROPERTY[i][0], PROPERTY[i][1]);
    for (size_t i = 0; i < PARTS; i++)
        parts[i] = (struct part_view){.code = field(request, PART[i][0], PART[i][1]),
                                      .words_name = str_from_c(PART[i][2]),
                                      .list_name = str_from_c(PART[i][3]),
                                      .words = i > 0 ? sent(request, PART[i][2]) : S(""),
                                      .list = i > 0 ? sent(request, PART[i][3]) : S("")};
    bool has_properties =
        view->kind == REORGANISATION_FOUND || view->kind == REORGANISATION_CHANGE;
    view->properties = properties;
    view->property_count = has_properties ? PROPERTIES : 0;
    view->parts = parts;
    view->part_count = view->kind == REORGANISATION_SPLIT ? PARTS
                       : view->kind == REORGANISATION_CLOSE ? 1
                                                            : 0;
    if (CODE_LABEL[view->kind] != NULL)
        view->code = field(request, "ma", CODE_LABEL[view->kind]);
}

static struct result kind_of(struct request *request, enum reorganisation_kind *kind)
{
    if (operation_kind_of(request_param(request, "loai"), kind))
        return RESULT_OK;
    return result_fail(ERROR_NOT_FOUND, "reorganisation.kind", NULL);
}

static struct result show_operation(struct request *request, const struct decision *decision,
                                    enum reorganisation_kind kind, const char *problem)
{
    struct agency_list agencies;
    struct str here = tr_str(request->locale, HEADING[kind]);
    struct operation_view view = {
        .chrome = chrome_staff(request, here, NULL),
        .crumbs = decision_crumbs(request, &decision->row, here),
        .id = decision->row.id,
        .kind = kind,
        .heading = HEADING[kind],
        .problem = problem,
        .sources = sent(request, "nguon"),
    };
    fill_fields(request, &view);
    TRY(agency_all(request->db, request->arena, decision->row.effective_on, &agencies));
    view.agencies = agencies.items;
    view.agency_count = agencies.count;
    page_reorganisation_operation(respond_html(request, problem != NULL ? 422 : 200), &view);
    return RESULT_OK;
}

struct result decision_operation_show(struct request *request)
{
    struct decision decision;
    enum reorganisation_kind kind;
    TRY(decision_of(request, &decision));
    TRY(kind_of(request, &kind));
    return show_operation(request, &decision, kind, NULL);
}

static size_t add_part(struct reorganisation_part *parts, size_t count, struct str code,
                       enum reorganisation_rule rule, struct str words)
{
    if (str_empty(code) || (rule != RULE_ALL && str_empty(words)))
        return count;
    parts[count] = (struct reorganisation_part){.code = code, .rule = rule, .words = words};
    return count + 1;
}

/* Codes, one a line. */
static size_t add_sources(struct request *request, struct reorganisation_part *parts)
{
    struct str line;
    struct str rest = sent(request, "nguon");
    size_t count = 0;
    bool more = !str_empty(rest);
    while (more) {
        more = str_split(rest, '\n', &line, &rest);
        count = add_part(parts, count, str_trim(line), RULE_ALL, S(""));
    }
    return count;
}

static size_t add_targets(struct request *request, enum reorganisation_kind kind,
                          struct reorganisation_part *parts)
{
    size_t count = 0;
    for (size_t i = 1; kind == REORGANISATION_SPLIT && i < PARTS; i++) {
        struct str code = sent(request, PART[i][0]);
        count = add_part(parts, count, code, RULE_TEXT, sent(request, PART[i][2]));
        count = add_part(parts, count, code, RULE_LIST, sent(request, PART[i][3]));
    }
    return add_part(parts, count, sent(request, PART[0][0]), RULE_ALL, S(""));
}

struct result decision_operation_send(struct request *request)
{
    struct decision decision;
    enum reorganisation_kind kind;
    struct reorganisation_engine engine = engine_of(request);
    struct reorganisation_part *parts =
        ARENA_ARRAY(request->arena, struct reorganisation_part, sent(request, "nguon").len + 8);
    TRY(decision_of(request, &decision));
    TRY(kind_of(request, &kind));
    struct reorganisation_operation operation = {
        .kind = kind,
        .code = sent(request, "ma"),
        .new_code = sent(request, "ma-moi"),
        .area_code = sent(request, "ma-dia-ban"),
        .name = sent(request, "ten"),
        .place = sent(request, "dia-danh"),
        .unit_kind = sent(request, "loai"),
        .level = form_int(request->form, "cap", 0),
        .parent_code = sent(request, "cap-tren"),
        .address = sent(request, "dia-chi"),
        .parts = parts,
    };
    operation.part_count = kind == REORGANISATION_MERGE ? add_sources(request, parts)
                                                        : add_targets(request, kind, parts);
    struct result done = reorganisation_add(&engine.service, decision.row.id, &operation, 1);
    if (done.kind == ERROR_INVALID)
        return show_operation(request, &decision, kind, done.message);
    TRY(done);
    return to_decision(request, decision.row.id);
}

struct result decision_operation_remove(struct request *request)
{
    struct decision decision;
    int64_t place = 0;
    struct reorganisation_engine engine = engine_of(request);
    TRY(decision_of(request, &decision));
    if (!str_to_i64(request_param(request, "thu-tu"), &place))
        place = 0;
    TRY(reorganisation_remove(&engine.service, decision.row.id, place));
    return to_decision(request, decision.row.id);
}

static struct result show_load(struct request *request, const struct decision *decision,
                               const struct import_problem *problem)
{
    struct str here = tr_str(request->locale, N_("Nạp thao tác từ CSV"));
    struct load_view view = {
        .chrome = chrome_staff(request, here, NULL),
        .crumbs = decision_crumbs(request, &decision->row, here),
        .id = decision->row.id,
        .problem = problem->message,
        .line = (int64_t)problem->line,
        .about = problem->about,
    };
    page_reorganisation_load(respond_html(request, problem->message != NULL ? 422 : 200), &view);
    return RESULT_OK;
}

struct result decision_load_show(struct request *request)
{
    struct decision decision;
    struct import_problem none = {0};
    TRY(decision_of(request, &decision));
    return show_load(request, &decision, &none);
}

struct result decision_load_send(struct request *request)
{
    struct decision decision;
    struct import_problem problem = {0};
    struct reorganisation_operation *operations;
    size_t count;
    struct reorganisation_engine engine = engine_of(request);
    const struct upload *upload = form_upload(request->form, "tep");
    TRY(decision_of(request, &decision));
    struct result done = operations_read(request->arena, upload != NULL ? upload->bytes : S(""),
                                         &operations, &count, &problem);
    if (result_ok(done))
        done = reorganisation_add(&engine.service, decision.row.id, operations, count);
    if (done.kind == ERROR_INVALID && problem.message == NULL)
        problem.message = done.message;
    if (done.kind == ERROR_INVALID)
        return show_load(request, &decision, &problem);
    TRY(done);
    return to_decision(request, decision.row.id);
}
