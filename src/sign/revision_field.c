/* What may happen to form fields: an empty signature field may be signed, a new one may be added
 * with its signature, and other fields may be given a value with its appearance. */
#include "sign/revision_work.h"

enum { PARENTS_MAX = 16, FLAG_NO_ZOOM = 8, FLAG_NO_ROTATE = 16 };

static const double EVERYWHERE = 1e7;

struct result revision_inherited(struct pdf_file *file, size_t revision,
                                 const struct pdf_value *field, const char *key,
                                 const struct pdf_value **out)
{
    *out = NULL;
    for (size_t i = 0; i < PARENTS_MAX && field != NULL; i++) {
        *out = pdf_get(field, key);
        if (*out != NULL)
            return RESULT_OK;
        TRY(revision_target(file, revision, pdf_get(field, "Parent"), &field));
    }
    return RESULT_OK;
}

struct result revision_field_type(struct pdf_file *file, size_t revision,
                                  const struct pdf_value *field, struct str *type)
{
    const struct pdf_value *found = NULL;
    TRY(revision_inherited(file, revision, field, "FT", &found));
    *type = found != NULL && found->type == PDF_NAME ? found->text : S("");
    return RESULT_OK;
}

/* How a field stood before and stands now. */
struct filling {
    bool signature;
    bool was_signed;
    bool changed; /* its value, or the state of its box, is another one now */
};

/* True where the object that a value refers to says something else now. */
static struct result rewritten(struct revision_work *work, const struct pdf_value *value,
                               bool *out)
{
    struct revision_pair pair = {0};
    *out = value != NULL && value->type == PDF_REFERENCE && revision_wrote(work, value->integer);
    if (!*out)
        return RESULT_OK;
    TRY(revision_pair_of(work, value->integer, &pair));
    *out = !revision_same_object(work, &pair);
    return RESULT_OK;
}

static struct result filling_of(struct revision_work *work, const struct revision_pair *pair,
                                struct filling *out)
{
    const struct pdf_value *old = NULL;
    const struct pdf_value *now = NULL;
    struct str type = S("");
    const struct pdf_value *before = pair->old == NULL ? NULL : pair->old->value;
    TRY(revision_field_type(work->file, work->revision, pair->now->value, &type));
    TRY(revision_inherited(work->file, work->revision - 1, before, "V", &old));
    TRY(revision_inherited(work->file, work->revision, pair->now->value, "V", &now));
    *out = (struct filling){.signature = str_is(type, "Sig"),
                            .was_signed = old != NULL && str_is(type, "Sig"),
                            .changed = !revision_same(old, now)};
    if (!out->changed)
        TRY(rewritten(work, now, &out->changed));
    if (!out->changed && str_is(type, "Btn"))
        out->changed = !revision_same(pdf_get(before, "AS"), pdf_get(pair->now->value, "AS"));
    if (out->changed && !out->signature)
        TRY(revision_field_fillable(work, pair, &out->changed));
    return RESULT_OK;
}

struct result revision_field_role(struct revision_work *work, const struct revision_pair *pair,
                                  struct str key, enum revision_role *out)
{
    struct filling filling;
    *out = revision_role_below(PDF_ROLE_FIELD, key);
    if (!str_is(key, "V") && !str_is(key, "AP"))
        return RESULT_OK;
    TRY(filling_of(work, pair, &filling));
    if (str_is(key, "V"))
        *out = filling.signature ? PDF_ROLE_SIGNATURE : PDF_ROLE_FIELD_VALUE;
    else
        *out = filling.changed && !filling.was_signed ? PDF_ROLE_APPEARANCE
                                                      : PDF_ROLE_FIXED_APPEARANCE;
    return RESULT_OK;
}

static void name_field(struct revision_work *work, const struct pdf_value *field,
                       struct revision_change *change)
{
    struct str name = revision_field_name(work, work->revision, field);
    change->field = str_empty(name) ? str_printf(work->file->arena, "#%u", change->object) : name;
}

/* "DocTimeStamp" by type or by format. */
static struct result signing_kind(struct revision_work *work, const struct pdf_value *value,
                                  enum revision_kind *out)
{
    const struct pdf_value *signature = NULL;
    TRY(revision_target(work->file, work->revision, value, &signature));
    bool stamp = pdf_is_name(pdf_get(signature, "SubFilter"), "ETSI.RFC3161");
    *out = stamp ? REVISION_DOC_TIMESTAMP : REVISION_SIGNATURE_ADDED;
    return RESULT_OK;
}

static size_t page_of(const struct revision_work *work, const struct pdf_value *field,
                      const struct revision_visit *at)
{
    const struct pdf_value *page = pdf_get(field, "P");
    if (at->page != 0 || page == NULL || page->type != PDF_REFERENCE)
        return at->page;
    for (size_t i = 0; i < work->page_count; i++)
        if (work->pages[i] == page->integer)
            return i + 1;
    return 0;
}

bool revision_rect(struct revision_work *work, const struct pdf_value *drawn, double rect[4])
{
    const struct pdf_value *list = NULL;
    const struct pdf_value *item = NULL;
    double n[4];
    size_t count = 0;
    if (pdf_get(drawn, "Rect") == NULL)
        return false;
    if (result_ok(revision_target(work->file, work->revision, pdf_get(drawn, "Rect"), &list)) &&
        list != NULL && list->type == PDF_ARRAY && list->count == 4)
        item = list->first;
    for (; item != NULL; item = item->next) {
        const struct pdf_value *value = NULL;
        if (result_ok(revision_target(work->file, work->revision, item, &value)) &&
            pdf_number(value, &n[count]))
            count++;
    }
    for (size_t i = 0; i < 4; i++) {
        size_t other = (i + 2) % 4;
        rect[i] = count != 4             ? (i < 2 ? -EVERYWHERE : EVERYWHERE)
                  : (n[i] < n[other]) == (i < 2) ? n[i]
                                                 : n[other];
    }
    return true;
}

static struct revision_change *note_field(struct revision_work *work, enum revision_kind kind,
                                          bool harmless, const struct revision_visit *at,
                                          const struct pdf_value *field)
{
    struct revision_visit here = *at;
    here.page = page_of(work, field, at);
    struct revision_change *change = revision_note(work, kind, harmless, &here);
    double area[4];
    if (here.page != 0)
        change->page = here.page;
    if (revision_rect(work, field, area) && area[2] > area[0] && area[3] > area[1]) {
        change->has_rect = true;
        for (size_t i = 0; i < 4; i++)
            change->rect[i] = area[i];
    } else {
        change->page = 0;
    }
    name_field(work, field, change);
    return change;
}

static bool listed(struct str key, const char *const *names)
{
    for (; *names != NULL; names++)
        if (str_is(key, *names))
            return true;
    return false;
}

/* Keys that a fresh value may bring along. */
static bool may_change(const struct filling *filling, struct str key)
{
    static const char *const signing[] = {"V", "AP", "F", "M", "MK", "DA", NULL};
    static const char *const filling_in[] = {"V", "AP", "AS", "DA", "I", "RV", "M", NULL};
    if (!filling->changed || filling->was_signed)
        return false;
    return listed(key, filling->signature ? signing : filling_in);
}

/* What keeps its size or stands upright while the page does not covers more than its rectangle. */
static bool hides(struct revision_work *work, const struct pdf_value *field,
                  const struct revision_change *change)
{
    const struct pdf_value *flags = pdf_get(field, "F");
    bool floats = flags != NULL && (flags->type != PDF_INTEGER ||
                                    (flags->integer & (FLAG_NO_ZOOM | FLAG_NO_ROTATE)) != 0);
    return revision_hides(work, change) || (floats && change->has_rect);
}

struct result revision_field_judge(struct revision_work *work, const struct revision_visit *at,
                                   const struct revision_pair *pair)
{
    struct filling filling;
    bool harmless = true;
    enum revision_kind kind = REVISION_FORM_FILL;
    TRY(filling_of(work, pair, &filling));
    const struct pdf_value *old = pair->old->value;
    const struct pdf_value *now = pair->now->value;
    for (const struct pdf_value *key = old->first; key != NULL; key = key->next->next)
        if (!revision_same(key->next, pdf_get_text(now, key->text)))
            harmless = harmless && may_change(&filling, key->text);
    for (const struct pdf_value *key = now->first; key != NULL; key = key->next->next)
        if (pdf_get_text(old, key->text) == NULL)
            harmless = harmless && may_change(&filling, key->text);
    if (filling.was_signed)
        kind = REVISION_SIGNATURE_DICTIONARY;
    else if (filling.signature && filling.changed)
        TRY(signing_kind(work, pdf_get(now, "V"), &kind));
    struct revision_change *change = note_field(work, kind, harmless, at, now);
    if (kind == REVISION_FORM_FILL ? revision_fill_hides(work, change) : hides(work, now, change))
        change->harmless = false;
    return RESULT_OK;
}

struct result revision_field_refilled(struct revision_work *work, const struct revision_visit *at,
                                      const struct revision_pair *pair)
{
    struct filling filling;
    TRY(filling_of(work, pair, &filling));
    return filling.changed ? revision_field_judge(work, at, pair) : RESULT_OK;
}

/* Nothing but a plain signature field: no action, no caption, no value of another kind; a default
 * value only where it is the signature itself. */
static bool is_plain(const struct pdf_value *field)
{
    static const char *const keys[] = {"Type", "Subtype", "FT", "T", "TU", "TM", "V", "F", "Ff",
                                       "P", "Rect", "AP", "DA", "Q", "DR", "M", "NM", "MK", "BS",
                                       "Border", "Lock", "SV", "Parent", "Kids", "StructParent",
                                       "H", NULL};
    if (field == NULL || field->type != PDF_DICTIONARY)
        return false;
    for (const struct pdf_value *key = field->first; key != NULL; key = key->next->next)
        if (!listed(key->text, keys) && !(str_is(key->text, "DV") &&
                                          revision_same(key->next, pdf_get(field, "V"))))
            return false;
    return true;
}

struct result revision_field_added(struct revision_work *work, const struct revision_visit *at)
{
    struct revision_pair pair = {0};
    const struct pdf_value *value = NULL;
    const struct pdf_value *signed_by = NULL;
    struct str type = S("");
    enum revision_kind kind = REVISION_FORM_FILL;
    TRY(revision_pair_of(work, at->number, &pair));
    const struct pdf_value *field = pair.now == NULL ? NULL : pair.now->value;
    TRY(revision_field_type(work->file, work->revision, field, &type));
    TRY(revision_inherited(work->file, work->revision, field, "V", &value));
    bool plain = is_plain(field) && str_is(type, "Sig") &&
                 !revision_name_taken(work, revision_field_name(work, work->revision, field));
    if (plain)
        TRY(signing_kind(work, value, &kind));
    struct revision_change *change =
        note_field(work, plain ? kind : REVISION_ANNOTATION, plain, at, field);
    TRY(revision_target(work->file, work->revision, value, &signed_by));
    bool drawn = pdf_get(field, "AP") != NULL || pdf_get(field, "MK") != NULL;
    bool empty = signed_by == NULL || signed_by->type != PDF_DICTIONARY;
    if (hides(work, field, change) || (empty && drawn && change->has_rect))
        change->harmless = false;
    return RESULT_OK;
}
