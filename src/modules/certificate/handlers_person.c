/* A person's certificates, and the signatures behind each number. */
#include "core/organisation.h"
#include "modules/certificate/handlers.h"
#include "modules/certificate/pages.h"

enum { PAGE_ROWS = 50 };
#define HOME "/can-bo/chung-thu"
#define PERSON HOME "/nguoi/"

static struct result find(struct request *request, int64_t id, struct q_register_person_out *out)
{
    bool found;
    TRY(q_register_person(request->db, request->arena, (struct q_register_person_in){.id = id},
                          out, &found));
    return found ? RESULT_OK
                 : result_fail(ERROR_NOT_FOUND, "certificate.person",
                               N_("Không có người này trong tổ chức bộ máy."));
}

static void reads(struct request *request, int64_t id)
{
    respond_reads(request, "certificate.person",
                  str_printf(request->arena, "person:%lld", (long long)id));
}

static void fill(struct request *request, const struct q_person_certificates_rows *rows,
                 struct person_view *view)
{
    view->lines = ARENA_ARRAY(request->arena, struct person_line, rows->count + 1);
    for (size_t i = 0; i < rows->count; i++) {
        const struct q_person_certificates_out *row = &rows->items[i];
        enum trust_domain domain = TRUST_TEST;
        trust_domain_parse(row->domain, &domain);
        view->lines[view->count++] = (struct person_line){
            .row = *row, .domain = trust_domain_name(domain), .test = domain == TRUST_TEST,
            .over = row->not_after_us <= request_now_us(request)};
        view->used += row->used;
        view->voided += row->voided;
    }
    for (size_t i = 0; i < view->posts.count; i++)
        view->leads = view->leads || view->posts.items[i].leads;
}

struct result person_show(struct request *request)
{
    struct person_view view = {.id = certificate_id(request)};
    struct q_person_certificates_rows rows;
    const struct q_register_posts_in held = {
        .person_id = view.id, .day = organisation_today(request->arena, request->clock)};
    TRY(find(request, view.id, &view.person));
    TRY(q_register_posts(request->db, request->arena, held, &view.posts));
    TRY(q_person_certificates(request->db, request->arena,
                              (struct q_person_certificates_in){.person_id = view.id}, &rows));
    fill(request, &rows, &view);
    view.chrome = chrome_staff(request, view.person.name, HOME);
    view.crumbs = certificate_path(request, HOME, N_("Sổ chứng thư số"), view.person.name);
    reads(request, view.id);
    page_register_person(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result person_signatures_show(struct request *request)
{
    struct person_signatures_view view = {.id = certificate_id(request),
                                          .page = certificate_page(request)};
    struct q_register_person_out person;
    TRY(find(request, view.id, &person));
    if (!str_to_i64(form_get(request->form, "chung-thu"), &view.certificate_id))
        view.certificate_id = 0;
    view.voided = str_is(form_get(request->form, "loc"), "khong-tinh");
    view.name = person.name;
    const struct q_person_signatures_in asked = {
        .person_id = view.id, .certificate_id = view.certificate_id, .voided = view.voided,
        .most = PAGE_ROWS + 1, .skip = (view.page - 1) * PAGE_ROWS};
    TRY(q_person_signatures(request->db, request->arena, asked, &view.rows));
    view.more = view.rows.count > PAGE_ROWS;
    view.count = view.more ? PAGE_ROWS : view.rows.count;
    struct str home = str_printf(request->arena, PERSON "%lld", (long long)view.id);
    view.chrome = chrome_staff(request, person.name, HOME);
    struct crumb *crumbs = ARENA_ARRAY(request->arena, struct crumb, 3);
    crumbs[0] = (struct crumb){S(HOME), tr_str(request->locale, N_("Sổ chứng thư số"))};
    crumbs[1] = (struct crumb){home, person.name};
    crumbs[2] = (struct crumb){S(""), tr_str(request->locale, N_("Chữ ký"))};
    view.crumbs = (struct crumbs){crumbs, 3};
    reads(request, view.id);
    page_person_signatures(respond_html(request, 200), &view);
    return RESULT_OK;
}
