#include "modules/home/handlers.h"

#include "modules/home/pages.h"
#include "modules/home/queries.h"

enum { WEEK_DAYS = 7 };

/* The seven whole local days before today. */
static struct result fill_week(struct request *request, struct home_view *view)
{
    struct q_home_week_out week;
    struct civil_time midnight = civil_from_us(request_now_us(request));
    midnight.hour = midnight.minute = midnight.second = 0;
    int64_t today_us = civil_to_us(midnight);
    view->from_us = today_us - WEEK_DAYS * MICROS_PER_DAY;
    view->to_us = today_us - 1;
    TRY(q_home_week(request->db, request->arena,
                    (struct q_home_week_in){.from_us = view->from_us, .to_us = today_us}, &week));
    view->finished = week.finished;
    view->on_time_tenths = week.finished == 0 ? 0 : week.on_time * 1000 / week.finished;
    return RESULT_OK;
}

static struct result fill_services(struct request *request, struct home_view *view)
{
    struct q_home_services_rows rows;
    struct str today = civil_date_text(request->arena, civil_day_of_us(request_now_us(request)));
    TRY(q_home_services(request->db, request->arena, (struct q_home_services_in){.day = today},
                        &rows));
    struct home_service *services = ARENA_ARRAY(request->arena, struct home_service,
                                                rows.count + 1);
    for (size_t i = 0; i < rows.count; i++) {
        bool english = request->locale == LOCALE_EN && !str_empty(rows.items[i].name_en);
        services[i].code = rows.items[i].code;
        services[i].name = english ? rows.items[i].name_en : rows.items[i].name;
    }
    view->services = services;
    view->service_count = rows.count;
    return RESULT_OK;
}

struct result home_show(struct request *request)
{
    struct home_view view = {
        .chrome = chrome_public(request, tr_str(request->locale, N_("Dịch vụ công"))),
    };
    view.chrome.description = tr_str(request->locale,
                                     N_("Tìm thủ tục, nộp hồ sơ, theo dõi kết quả."));
    TRY(fill_week(request, &view));
    TRY(fill_services(request, &view));
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

static struct text_view text_view(struct request *request, const char *title)
{
    return (struct text_view){.chrome = chrome_public(request, tr_str(request->locale, title))};
}

struct result home_about(struct request *request)
{
    struct text_view view = text_view(request, N_("Giới thiệu"));
    page_about(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result home_accessibility(struct request *request)
{
    struct text_view view = text_view(request, N_("Cam kết trợ năng"));
    page_accessibility(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result home_privacy(struct request *request)
{
    struct text_view view = text_view(request, N_("Dữ liệu cá nhân của bạn"));
    page_privacy(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result home_guide(struct request *request)
{
    struct text_view view = text_view(request, N_("Hướng dẫn từng bước"));
    page_guide(respond_html(request, 200), &view);
    return RESULT_OK;
}
