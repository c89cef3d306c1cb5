#include <openssl/evp.h>
#include <string.h>
#include <zlib.h>

#include "sign/paths.h"
#include "sign/pdf_update.h"

enum { STORE_ROOM = 1 << 20, KEY_SIZE = 40 };

/* One of the three lists of a /DSS: what is kept already, then what is added. */
struct kept_list {
    const char *key;       /* in /DSS */
    const char *entry_key; /* in a /VRI entry */
    struct str *ders;
    struct str *references; /* "12 0 R" */
    size_t count;
    size_t old; /* that many stood there */
};

enum { LIST_CERTIFICATES, LIST_CRLS, LIST_OCSPS, LIST_COUNT };

struct store {
    struct arena *arena;
    struct pdf_file *file;
    struct pdf_update *update;
    struct str source;             /* what spans of `old` refer to */
    const struct pdf_value *old;   /* the /DSS that is there; NULL: none */
    struct pdf_object object;      /* the object it stands in, when it has its own */
    bool own_object;
    struct kept_list lists[LIST_COUNT];
};

/* The value itself, or what it refers to; *source is what its spans refer to. */
static const struct pdf_value *behind(struct store *store, const struct pdf_value *value,
                                      struct str *source)
{
    struct pdf_object object;
    if (value == NULL || value->type != PDF_REFERENCE)
        return value;
    if (!result_ok(pdf_resolve(store->file, pdf_last(store->file), value, &object)))
        return NULL;
    *source = object.source;
    return object.value;
}

static struct result find_store(struct store *store)
{
    struct pdf_object catalog;
    TRY(pdf_catalog(store->file, pdf_last(store->file), &catalog));
    const struct pdf_value *at = pdf_get(catalog.value, "DSS");
    store->source = catalog.source;
    store->own_object = at != NULL && at->type == PDF_REFERENCE;
    if (store->own_object)
        TRY(pdf_resolve(store->file, pdf_last(store->file), at, &store->object));
    store->old = behind(store, at, &store->source);
    return store->old == NULL || store->old->type == PDF_DICTIONARY ? RESULT_OK : pdf_broken();
}

static struct result read_list(struct store *store, struct kept_list *list,
                               const struct evidence_list *added)
{
    struct str source = store->source;
    const struct pdf_value *array = behind(store, pdf_get(store->old, list->key), &source);
    size_t room = (array == NULL ? 0 : array->count) + added->count;
    struct pdf_object object;
    list->ders = ARENA_ARRAY(store->arena, struct str, room + 1);
    list->references = ARENA_ARRAY(store->arena, struct str, room + 1);
    if (array != NULL && array->type != PDF_ARRAY)
        return pdf_broken();
    for (const struct pdf_value *item = array == NULL ? NULL : array->first; item != NULL;
         item = item->next) {
        struct str *der = &list->ders[list->count];
        *der = S("");
        if (result_ok(pdf_resolve(store->file, pdf_last(store->file), item, &object)) &&
            object.has_stream)
            result_ignore(pdf_stream_decode(store->file, &object, der)); /* kept as it stands */
        list->references[list->count++] = str_slice(source, item->start, item->end);
    }
    list->old = list->count;
    return RESULT_OK;
}

static size_t find_der(const struct kept_list *list, struct str der)
{
    for (size_t i = 0; i < list->count; i++)
        if (str_equal(list->ders[i], der))
            return i;
    return list->count;
}

/* Deflated where that is shorter. */
static void write_bytes(struct pdf_update *update, uint32_t number, struct str bytes)
{
    uLongf len = compressBound((uLong)bytes.len);
    Bytef *packed = arena_alloc(update->file->arena, len);
    bool smaller = compress2(packed, &len, (const Bytef *)bytes.ptr, (uLong)bytes.len,
                             Z_BEST_COMPRESSION) == Z_OK &&
                   len < bytes.len;
    if (smaller)
        pdf_update_stream(update, number, S("/Filter /FlateDecode"),
                          str_of((const char *)packed, len));
    else
        pdf_update_stream(update, number, S(""), bytes);
}

static void add_items(struct store *store, struct kept_list *list,
                      const struct evidence_list *added)
{
    for (size_t i = 0; i < added->count; i++) {
        if (find_der(list, added->items[i]) < list->count)
            continue;
        uint32_t number = pdf_update_number(store->update);
        write_bytes(store->update, number, added->items[i]);
        list->ders[list->count] = added->items[i];
        list->references[list->count++] = str_printf(store->arena, "%u 0 R", number);
    }
}

static struct str whole_list(struct store *store, const struct kept_list *list)
{
    struct buf out;
    buf_init(&out, store->arena, STORE_ROOM);
    buf_byte(&out, '[');
    for (size_t i = 0; i < list->count; i++) {
        buf_text(&out, i == 0 ? "" : " ");
        buf_add(&out, list->references[i]);
    }
    buf_byte(&out, ']');
    return buf_str(&out);
}

/* "/Cert [1 0 R 2 0 R] …": where the proofs of one signature stand in the lists. */
static struct str entry_text(struct store *store, const struct validation_data *proofs)
{
    const struct evidence_list *wanted[LIST_COUNT] = {&proofs->certificates, &proofs->crls,
                                                      &proofs->ocsps};
    struct buf out;
    buf_init(&out, store->arena, STORE_ROOM);
    buf_text(&out, "<<");
    for (size_t i = 0; i < LIST_COUNT; i++) {
        const struct kept_list *list = &store->lists[i];
        for (size_t k = 0; k < wanted[i]->count; k++) {
            size_t at = find_der(list, wanted[i]->items[k]);
            if (k == 0)
                buf_printf(&out, " /%s [", list->entry_key);
            else
                buf_byte(&out, ' ');
            buf_add(&out, at < list->count ? list->references[at] : S("null"));
        }
        if (wanted[i]->count > 0)
            buf_byte(&out, ']');
    }
    buf_text(&out, " >>");
    return buf_str(&out);
}

/* Upper-case SHA-1 of the whole /Contents with its padding (EN 319 142-1, 5.4.2.2). */
static void entry_key(struct str contents, char key[KEY_SIZE + 1])
{
    static const char digits[] = "0123456789ABCDEF";
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    EVP_Digest(contents.ptr, contents.len, digest, &len, EVP_sha1(), NULL);
    for (unsigned i = 0; i < len; i++) {
        key[2 * i] = digits[digest[i] >> 4];
        key[2 * i + 1] = digits[digest[i] & 15];
    }
    key[2 * len] = '\0';
}

/* The paths that the signature or document timestamp in this field rests on. */
static void paths_of_field(const struct evidence_set *evidence, const struct report *report,
                           const struct pdf_signed *field, struct path_list *out)
{
    struct str name = pdf_text_utf8(evidence->arena, field->field);
    for (size_t i = 0; i < report->count; i++)
        if (str_equal(report->signatures[i].id, name))
            paths_of_signature(evidence, &report->signatures[i], out);
    for (size_t i = 0; i < report->stamp_count; i++)
        if (report->stamps[i].revision == field->revision)
            path_of_stamp(evidence, &report->stamps[i], out);
}

/* A signature that the store does not know of yet: old answers may be enough for it too. */
static bool is_unknown(struct store *store, const struct pdf_signed *field)
{
    char key[KEY_SIZE + 1];
    struct str source;
    entry_key(field->contents, key);
    return !str_is(field->filter, "ETSI.RFC3161") &&
           pdf_get(behind(store, pdf_get(store->old, "VRI"), &source), key) == NULL;
}

/* /VRI: entries of signatures that are no more keep what they said. */
static struct str entries_text(struct store *store, struct evidence_set *evidence,
                               const struct report *report, const struct pdf_signatures *fields)
{
    struct str source = store->source;
    const struct pdf_value *old = behind(store, pdf_get(store->old, "VRI"), &source);
    struct pdf_edit *edits = ARENA_ARRAY(store->arena, struct pdf_edit, fields->count + 1);
    struct pdf_lexer empty = {store->arena, S("<< >>"), 0, &store->file->values_left};
    struct pdf_value *root = NULL;
    struct str word;
    size_t count = 0;
    if ((old == NULL || old->type != PDF_DICTIONARY) &&
        result_ok(pdf_values_read(&empty, &root, &word))) {
        source = empty.bytes;
        old = root->first;
    }
    for (size_t i = 0; i < fields->count; i++) {
        struct path_list paths = {0};
        struct validation_data proofs = {{0}, {0}, {0}};
        char *key = arena_alloc(store->arena, KEY_SIZE + 1);
        paths_of_field(evidence, report, &fields->items[i], &paths);
        for (size_t k = 0; k < paths.count; k++)
            path_proofs(evidence, &paths.items[k], &proofs);
        entry_key(fields->items[i].contents, key);
        if (paths.count > 0)
            edits[count++] = (struct pdf_edit){key, entry_text(store, &proofs)};
    }
    return pdf_with_keys(store->update, source, old, edits, count);
}

static struct result write_store(struct store *store, struct str entries)
{
    struct pdf_edit edits[LIST_COUNT + 1] = {{"VRI", entries}};
    struct buf fresh;
    buf_init(&fresh, store->arena, 4 * STORE_ROOM);
    buf_text(&fresh, "<< /Type /DSS");
    for (size_t i = 0; i < LIST_COUNT; i++) {
        struct str text = store->lists[i].count == 0 ? S("") : whole_list(store, &store->lists[i]);
        edits[i + 1] = (struct pdf_edit){store->lists[i].key, text};
    }
    for (size_t i = 0; i <= LIST_COUNT; i++)
        if (!str_empty(edits[i].text))
            buf_printf(&fresh, " /%s %.*s", edits[i].key, STR_ARG(edits[i].text));
    buf_text(&fresh, " >>");
    if (store->own_object)
        return pdf_update_rewrite(store->update, &store->object,
                                  pdf_with_keys(store->update, store->source, store->old, edits,
                                                LIST_COUNT + 1));
    struct pdf_object catalog;
    uint32_t number = pdf_update_number(store->update);
    pdf_update_object(store->update, number, buf_str(&fresh));
    TRY(pdf_catalog(store->file, pdf_last(store->file), &catalog));
    const struct pdf_edit edit = {"DSS", str_printf(store->arena, "%u 0 R", number)};
    return pdf_update_rewrite(store->update, &catalog,
                              pdf_with_keys(store->update, catalog.source, catalog.value, &edit,
                                            1));
}

/* What the paths are looked for in: all that the file will keep. */
static struct result judge_with(struct store *store, struct str base, struct evidence_set *evidence,
                                struct report *report)
{
    const struct report_input input = {.bytes = base};
    *evidence = (struct evidence_set){.arena = store->arena, .at_us = INT64_MAX};
    struct evidence_list *lists[LIST_COUNT] = {&evidence->certificates, &evidence->crls,
                                               &evidence->ocsps};
    for (size_t i = 0; i < LIST_COUNT; i++)
        for (size_t k = 0; k < store->lists[i].count; k++)
            evidence_list_add(store->arena, lists[i], store->lists[i].ders[k]);
    return report_make(evidence, &input, report);
}

static struct result add_all(struct store *store, struct str base,
                             const struct validation_data *data, struct str *out)
{
    const struct evidence_list *added[LIST_COUNT] = {&data->certificates, &data->crls,
                                                     &data->ocsps};
    struct report *report = ARENA_NEW(store->arena, struct report);
    struct evidence_set evidence;
    struct pdf_signatures fields;
    bool more = false;
    size_t kept = 0;
    for (size_t i = 0; i < LIST_COUNT; i++) {
        add_items(store, &store->lists[i], added[i]);
        more = more || store->lists[i].count > store->lists[i].old;
        kept = kept + store->lists[i].count;
    }
    TRY(pdf_signatures_read(store->file, &fields));
    for (size_t i = 0; i < fields.count; i++)
        more = more || (kept > 0 && is_unknown(store, &fields.items[i]));
    *out = base;
    if (!more)
        return RESULT_OK;
    TRY(judge_with(store, base, &evidence, report));
    TRY(write_store(store, entries_text(store, &evidence, report, &fields)));
    return pdf_update_end(store->update, out);
}

static size_t size_of(const struct validation_data *data)
{
    const struct evidence_list *lists[] = {&data->certificates, &data->crls, &data->ocsps};
    size_t size = STORE_ROOM;
    for (size_t i = 0; i < LIST_COUNT; i++)
        for (size_t k = 0; k < lists[i]->count; k++)
            size += lists[i]->items[k].len + 256;
    return size;
}

struct result pdf_add_validation_data(struct arena *arena, struct str base,
                                      const struct validation_data *data, struct str *out)
{
    struct store store = {.arena = arena,
                          .lists = {{.key = "Certs", .entry_key = "Cert"},
                                    {.key = "CRLs", .entry_key = "CRL"},
                                    {.key = "OCSPs", .entry_key = "OCSP"}}};
    TRY(pdf_open(arena, base, &store.file));
    if (store.file->encrypted)
        return pdf_encrypted();
    store.update = ARENA_NEW(arena, struct pdf_update);
    TRY(find_store(&store));
    TRY(read_list(&store, &store.lists[LIST_CERTIFICATES], &data->certificates));
    TRY(read_list(&store, &store.lists[LIST_CRLS], &data->crls));
    TRY(read_list(&store, &store.lists[LIST_OCSPS], &data->ocsps));
    TRY(pdf_update_begin(store.update, store.file, size_of(data)));
    return add_all(&store, base, data, out);
}
