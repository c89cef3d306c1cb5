#include "web/chrome.h"

#include <stdlib.h>

#include "base/buf.h"

/* "HD" of "Mai Thị Hồng Diễm": the first letters of the last two words. */
static struct str initials_of(struct arena *arena, struct str name)
{
    struct buf out;
    buf_init(&out, arena, 16);
    struct str previous = {0};
    struct str last = {0};
    struct str rest = name;
    while (!str_empty(rest)) {
        struct str word;
        if (!str_split(rest, ' ', &word, &rest))
            rest = (struct str){0};
        if (str_empty(word))
            continue;
        previous = last;
        last = word;
    }
    const struct str words[] = {previous, last};
    for (size_t i = 0; i < 2; i++) {
        size_t len = words[i].len == 0 ? 0 : 1;
        while (len != 0 && len < words[i].len && ((unsigned char)words[i].ptr[len] & 0xC0) == 0x80)
            len++;
        buf_add(&out, str_slice(words[i], 0, len));
    }
    return buf_str(&out);
}

bool menu_has_index(const struct request *request)
{
    const struct site *site = request->site;
    for (size_t i = 0; i < site->menu_count; i++)
        if (site->menu[i].section != NULL && site->may(request, site->menu[i].permission))
            return true;
    return false;
}

/* In the menu itself: rows with a section stand behind the row of their index. */
static bool in_menu(const struct request *request, const struct menu_item *item)
{
    return item->section == NULL && request->site->may(request, item->permission) &&
           (!item->index || menu_has_index(request));
}

static struct chrome chrome_of(struct request *request, struct str title, bool staff)
{
    const struct site *site = request->site;
    struct chrome chrome = {
        .title = title,
        .site = site,
        .locale = request->locale,
        .links = ARENA_ARRAY(request->arena, struct nav_link, site->menu_count + 1),
        .here = request->path,
        .person = staff && request->actor == NULL ? (struct str){0} : request->person_name,
        .own = request->citizen != NULL,
        .place = str_empty(request->person_place) ? site->place : request->person_place,
        .initials = initials_of(request->arena, request->person_name),
    };
    for (size_t i = 0; i < site->menu_count; i++) {
        const struct menu_item *item = &site->menu[i];
        if (item->staff != staff || !in_menu(request, item))
            continue;
        struct str path = str_from_c(item->path);
        chrome.links[chrome.link_count++] = (struct nav_link){
            .path = path,
            .label = item->label,
            .current = str_equal(path, request->path),
        };
    }
    return chrome;
}

struct chrome chrome_public(struct request *request, struct str title)
{
    return chrome_of(request, title, false);
}

struct chrome chrome_staff(struct request *request, struct str title, const char *current)
{
    struct chrome chrome = chrome_of(request, title, true);
    for (size_t i = 0; i < chrome.link_count && current != NULL; i++)
        chrome.links[i].current = str_is(chrome.links[i].path, current);
    return chrome;
}

struct error_view error_view_of(const struct form *form)
{
    return (struct error_view){.items = form->errors, .count = form->error_count};
}
