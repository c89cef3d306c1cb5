#include "modules/home/handlers.h"

#include "modules/home/pages.h"

struct result home_show(struct request *request)
{
    struct home_view view = {
        .chrome = chrome_public(request, tr_str(request->locale, N_("Dịch vụ công"))),
    };
    view.chrome.description = tr_str(request->locale,
                                     N_("Tìm thủ tục, nộp hồ sơ, theo dõi kết quả."));
    page_home(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result home_language(struct request *request)
{
    enum locale locale;
    if (!locale_parse(request_param(request, "ma"), &locale))
        return result_fail(ERROR_NOT_FOUND, "home.no_language", NULL);
    respond_locale(request, locale);
    struct str back = form_get(request->form, "ve");
    return respond_redirect(request, str_empty(back) ? S("/") : back);
}
