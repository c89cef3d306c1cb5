#include <string.h>

#include "modules/configuration/handlers.h"
#include "modules/configuration/pages.h"

/* The rows that the person may use, under their headings, in the order of the menu. */
static void fill_sections(struct request *request, struct index_view *view)
{
    const struct site *site = request->site;
    view->sections = ARENA_ARRAY(request->arena, struct index_section, site->menu_count + 1);
    for (size_t i = 0; i < site->menu_count; i++) {
        const struct menu_item *item = &site->menu[i];
        size_t s = 0;
        if (item->section == NULL || !site->may(request, item->permission))
            continue;
        while (s < view->count && strcmp(view->sections[s].name, item->section) != 0)
            s++;
        struct index_section *section = &view->sections[s];
        if (s == view->count) {
            view->count++;
            section->name = item->section;
            section->items =
                ARENA_ARRAY(request->arena, const struct menu_item *, site->menu_count);
        }
        section->items[section->count++] = item;
    }
}

struct result configuration_index(struct request *request)
{
    struct index_view view = {
        .chrome = chrome_staff(request, tr_str(request->locale, N_("Quản trị")), NULL)};
    fill_sections(request, &view);
    page_admin_index(respond_html(request, 200), &view);
    return RESULT_OK;
}
