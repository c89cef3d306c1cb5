/* What a place of an old address is called today. */
#include "modules/organisation/handlers.h"
#include "modules/organisation/place_pages.h"
#include "modules/organisation/views.h"

struct result organisation_place_show(struct request *request)
{
    struct str typed = form_get(request->form, "ten");
    struct place_view view = {
        .chrome = chrome_public(request,
                                tr_str(request->locale, N_("Địa chỉ cũ nay thuộc xã, phường nào"))),
        .address = {.name = "ten",
                    .label = tr_str(request->locale, N_("Địa chỉ hoặc tên xã, phường cũ")),
                    .hint = tr_str(request->locale,
                                   N_("Gõ không dấu cũng được: tan hiep, long thanh")),
                    .value = typed,
                    .width = "is-full"},
        .asked = typed.len > 0,
    };
    struct str today = organisation_today(request->arena, request->clock);
    TRY(place_find(request->db, request->arena, typed, today, &view.list));
    page_organisation_places(respond_html(request, 200), &view);
    return RESULT_OK;
}
