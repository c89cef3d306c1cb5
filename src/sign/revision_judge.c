#include "sign/revision_work.h"

/* Number of either kind by value; the text of a real is kept, digits of an integer are not. */
static bool same_number(const struct pdf_value *a, const struct pdf_value *b)
{
    double x = 0;
    double y = 0;
    return pdf_number(a, &x) && pdf_number(b, &y) && x == y;
}

static bool same_leaf(const struct pdf_value *a, const struct pdf_value *b)
{
    if (a->type == PDF_REAL || b->type == PDF_REAL)
        return same_number(a, b);
    return a->type == b->type && a->integer == b->integer && a->generation == b->generation &&
           a->count == b->count && str_equal(a->text, b->text);
}

/* Nesting is bounded by PDF_DEPTH_MAX. */
bool revision_same(const struct pdf_value *a, const struct pdf_value *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    if (!same_leaf(a, b))
        return false;
    const struct pdf_value *x = a->first;
    const struct pdf_value *y = b->first;
    if (a->type == PDF_DICTIONARY) {
        for (; x != NULL; x = x->next->next)
            if (!revision_same(x->next, pdf_get_text(b, x->text)))
                return false;
        return true;
    }
    for (; x != NULL && y != NULL; x = x->next, y = y->next)
        if (!revision_same(x, y))
            return false;
    return x == NULL && y == NULL;
}

static struct str stream_bytes(const struct revision_work *work, const struct pdf_object *object)
{
    return str_slice(work->file->bytes, object->stream_at, object->stream_at + object->stream_len);
}

bool revision_same_object(struct revision_work *work, const struct revision_pair *pair)
{
    if (pair->old == NULL || pair->now == NULL)
        return pair->old == pair->now;
    return pair->old->generation == pair->now->generation &&
           pair->old->has_stream == pair->now->has_stream &&
           revision_same(pair->old->value, pair->now->value) &&
           (!pair->old->has_stream ||
            str_equal(stream_bytes(work, pair->old), stream_bytes(work, pair->now)));
}

/* What is compared: the two values behind one path, and where a finding belongs. */
struct contrast {
    const struct pdf_value *old; /* NULL: nothing */
    const struct pdf_value *now;
    enum revision_role role;
};

static void note_fixed(struct revision_work *work, enum revision_role role,
                       const struct revision_visit *at)
{
    revision_note(work, revision_role_kind(role), revision_role_is_free(role), at);
}

static struct result added_to_list(struct revision_work *work, const struct pdf_value *item,
                                   enum revision_role list, const struct revision_visit *at)
{
    struct revision_visit added = {.number = at->number, .role = list, .page = at->page};
    const struct pdf_value *value = NULL;
    TRY(revision_target(work->file, work->revision, item, &value));
    if (item->type == PDF_REFERENCE)
        added.number = (uint32_t)item->integer;
    bool widget = list == PDF_ROLE_FIELDS || pdf_is_name(pdf_get(value, "Subtype"), "Widget");
    if (widget && item->type == PDF_REFERENCE && !revision_existed(work, item->integer))
        return revision_field_added(work, &added);
    struct revision_change *change = revision_note(work, REVISION_ANNOTATION, false, &added);
    change->has_rect = revision_rect(work, value, change->rect);
    change->comment = revision_is_comment(work, value, change);
    return RESULT_OK;
}

/* The old members stand in the new list in their order; what stands between them was added. */
static struct result compare_lists(struct revision_work *work, struct contrast lists,
                                   const struct revision_visit *at)
{
    const struct pdf_value *old = lists.old == NULL ? NULL : lists.old->first;
    for (const struct pdf_value *now = lists.now->first; now != NULL; now = now->next) {
        if (old != NULL && revision_same(old, now))
            old = old->next;
        else
            TRY(added_to_list(work, now, lists.role, at));
    }
    if (old != NULL)
        note_fixed(work, lists.role, at);
    return RESULT_OK;
}

static struct result compare_dictionaries(struct revision_work *work, struct contrast both,
                                          const struct revision_visit *at);

/* What stands behind a key that leads to a form, a list of fields or a list of annotations. */
static struct result compare_below(struct revision_work *work, struct contrast both,
                                   const struct revision_visit *at)
{
    struct contrast inner = {.role = both.role};
    TRY(revision_target(work->file, work->revision - 1, both.old, &inner.old));
    TRY(revision_target(work->file, work->revision, both.now, &inner.now));
    bool list = both.role == PDF_ROLE_FIELDS || both.role == PDF_ROLE_ANNOTATIONS;
    enum pdf_type type = list ? PDF_ARRAY : PDF_DICTIONARY;
    if (inner.now == NULL || inner.now->type != type ||
        (inner.old != NULL && inner.old->type != type)) {
        note_fixed(work, both.role, at);
        return RESULT_OK;
    }
    return list ? compare_lists(work, inner, at) : compare_dictionaries(work, inner, at);
}

static struct result compare_key(struct revision_work *work, struct str key, struct contrast both,
                                 const struct revision_visit *at)
{
    enum revision_role below = revision_role_below(both.role, key);
    enum revision_rule rule = revision_rule_of(both.role, key);
    if (revision_same(both.old, both.now))
        return RESULT_OK;
    if (rule == RULE_FREE || (rule == RULE_ADD && both.old == NULL))
        revision_note(work, revision_role_kind(below), true, at);
    else if (rule == RULE_DESCEND)
        return compare_below(work, (struct contrast){both.old, both.now, below}, at);
    else
        note_fixed(work, below, at);
    return RESULT_OK;
}

static struct result compare_dictionaries(struct revision_work *work, struct contrast both,
                                          const struct revision_visit *at)
{
    const struct pdf_value *key = both.old == NULL ? NULL : both.old->first;
    for (; key != NULL; key = key->next->next)
        TRY(compare_key(work, key->text,
                        (struct contrast){key->next, pdf_get_text(both.now, key->text), both.role},
                        at));
    for (key = both.now->first; key != NULL; key = key->next->next)
        if (both.old == NULL || pdf_get_text(both.old, key->text) == NULL)
            TRY(compare_key(work, key->text, (struct contrast){NULL, key->next, both.role}, at));
    return RESULT_OK;
}

/* True where changes inside the object are looked at one by one. */
static bool has_rules(enum revision_role role)
{
    return role == PDF_ROLE_CATALOG || role == PDF_ROLE_FORM || role == PDF_ROLE_PAGE ||
           role == PDF_ROLE_DEFAULTS || role == PDF_ROLE_DEFAULT_FONTS;
}

struct result revision_judge(struct revision_work *work, const struct revision_visit *at,
                             const struct revision_pair *pair)
{
    if (revision_same_object(work, pair) || pair->old == NULL)
        return RESULT_OK; /* who refers to a new object answers for it */
    if (pair->now == NULL) { /* still referred to: readers go looking for another one */
        revision_note(work, revision_role_kind(at->role), false, at);
        return RESULT_OK;
    }
    if (revision_role_is_free(at->role)) {
        note_fixed(work, at->role, at);
        return RESULT_OK;
    }
    bool list = at->role == PDF_ROLE_FIELDS || at->role == PDF_ROLE_ANNOTATIONS;
    enum pdf_type type = list ? PDF_ARRAY : PDF_DICTIONARY;
    if (pair->old->generation != pair->now->generation ||
        pair->old->has_stream || pair->now->has_stream ||
        pair->now->value->type != type || pair->old->value->type != type) {
        note_fixed(work, at->role, at);
        return RESULT_OK;
    }
    struct contrast both = {pair->old->value, pair->now->value, at->role};
    if (at->role == PDF_ROLE_FIELD)
        return revision_field_judge(work, at, pair);
    if (list)
        return compare_lists(work, both, at);
    if (has_rules(at->role))
        return compare_dictionaries(work, both, at);
    note_fixed(work, at->role, at);
    return RESULT_OK;
}
