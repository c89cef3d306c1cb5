#ifndef TRUC_WEB_PAGE_H
#define TRUC_WEB_PAGE_H

/*
 * What the C made from page templates (tools/pagegen.py) writes with. Each function escapes for
 * one place in a document; the generator picks it, so a template cannot choose wrongly.
 */
#include "base/buf.h"
#include "base/i18n.h"

struct page_out {
    struct buf html;
    enum locale locale;
    struct str csrf; /* masked for this page; empty where there is no session */
    bool has_form;   /* the token was printed: the answer starts the session */
    bool pictures;    /* page_png was used */
};

/* Markup of the template itself, as it is. */
void page_raw(struct page_out *o, const char *markup, size_t len);
/* Between tags: & and < and > become references. */
void page_text(struct page_out *o, struct str text);
/* Within a double-quoted attribute. */
void page_attribute(struct page_out *o, struct str text);
/* The beginning of an address: only /path, ?query, #fragment, http(s):, tel: and mailto: pass,
 * anything else becomes "#". */
void page_url(struct page_out *o, struct str url);
/* A later part of an address: everything but unreserved characters (RFC 3986) is encoded. */
void page_url_part(struct page_out *o, struct str part);
/* The hidden field every POST form carries. */
void page_csrf(struct page_out *o);
/* A PNG as an address that carries it: for pictures of files that are not kept. The content policy
 * of the answer then lets such addresses through for pictures. */
void page_png(struct page_out *o, struct str png);
/* The address of a file under pages/static, with its content's hash in the name. */
void page_asset(struct page_out *o, const char *name);

/* A message with arguments: each call writes up to the next "%s" and steps behind it. */
struct page_message {
    const char *rest;
};
struct page_message page_message(const struct page_out *o, const char *msgid);
void page_message_part(struct page_out *o, struct page_message *message);

/* Formatted values as text that needs no escaping; in the page's arena. */
struct str page_int(const struct page_out *o, int64_t value);
struct str page_num(const struct page_out *o, int64_t value);
struct str page_date(const struct page_out *o, int64_t at_us);
struct str page_datetime(const struct page_out *o, int64_t at_us);
struct str page_time(const struct page_out *o, int64_t at_us);
struct str page_day(const struct page_out *o, struct str date);
struct str page_money(const struct page_out *o, int64_t dong);
/* Tenths of a per cent: 964 is "96,4%". */
struct str page_permille(const struct page_out *o, int64_t tenths);
struct str page_tr(const struct page_out *o, const char *msgid);

#endif
