#include "base/os_file.h"
#include "core/inspector.h"
#include "core/services.h"
#include "modules/certificate/handlers.h"

struct service_context certificate_context(const struct request *request)
{
    return (struct service_context){.db = request->db,
                                    .arena = request->arena,
                                    .clock = request->clock,
                                    .files = request->services->files,
                                    .actor = request->actor};
}

struct field_view certificate_field(const struct request *request, const char *name,
                                    const char *label)
{
    return (struct field_view){.name = name,
                               .label = tr_str(request->locale, label),
                               .value = form_get(request->form, name),
                               .error = form_error_of(request->form, name),
                               .width = "is-full"};
}

int64_t certificate_id(const struct request *request)
{
    int64_t id;
    return str_to_i64(request_param(request, "so"), &id) ? id : 0;
}

struct result certificate_read_upload(struct request *request, handler read, bool *sent)
{
    const struct upload *upload = form_upload(request->form, "tep");
    struct inspector_call *call = ARENA_NEW(request->arena, struct inspector_call);
    struct inspector_request wanted = {.task = INSPECTOR_CERTIFICATE};
    *sent = upload != NULL && !str_empty(upload->bytes);
    if (!*sent)
        return RESULT_OK;
    TRY(os_memory_file("certificate", upload->bytes, &wanted.file));
    struct result started =
        inspector_start(request->arena, &request->services->inspector, &wanted, call);
    os_close(wanted.file);
    TRY(started);
    request->later = call;
    respond_later(request, call->wait, INSPECTOR_DEADLINE_MS, read);
    return RESULT_OK;
}

struct result certificate_uploaded(struct request *request, struct str *der)
{
    struct result read = inspector_finish_bytes(request->arena, request->later, der);
    if (result_ok(read) || read.kind == ERROR_UNAVAILABLE || read.kind == ERROR_UNSUPPORTED)
        return read;
    return result_fail(ERROR_INVALID, "certificate.broken",
                       N_("Không đọc được chứng thư. Chọn tệp .cer, .crt, .der hoặc .pem có đúng "
                          "một chứng thư."));
}

bool certificate_mendable(struct result failure)
{
    return failure.message != NULL &&
           (failure.kind == ERROR_INVALID || failure.kind == ERROR_CONFLICT ||
            failure.kind == ERROR_UNTRUSTED || failure.kind == ERROR_NOT_FOUND);
}

struct error_view certificate_error(struct request *request, const char *message)
{
    struct form_error *error = ARENA_NEW(request->arena, struct form_error);
    *error = (struct form_error){S("tep"), message};
    return (struct error_view){.items = error, .count = 1};
}

struct crumbs certificate_path(struct request *request, const char *home, const char *words,
                               struct str last)
{
    struct crumb *crumbs = ARENA_ARRAY(request->arena, struct crumb, 2);
    crumbs[0] = (struct crumb){str_from_c(home), tr_str(request->locale, words)};
    crumbs[1] = (struct crumb){S(""), last};
    return (struct crumbs){crumbs, 2};
}

int64_t certificate_page(const struct request *request)
{
    int64_t page;
    return str_to_i64(form_get(request->form, "trang"), &page) && page > 1 ? page : 1;
}
