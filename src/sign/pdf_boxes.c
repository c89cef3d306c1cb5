#include "sign/pdf_boxes.h"

#include <string.h>

#include "sign/pdf_letters.h"

static const double BROAD_LINE = 4;
static const double SHAPE_LEAST = 3;      /* what is flatter is a line */
static const double SHAPE_MOST = 72;      /* what is larger is no letter */
static const double PICTURE_MOST = 125000; /* a quarter of a page */
static const double STROKE_STEP = 4;

enum {
    STATES_MAX = 64,
    FORMS_DEPTH = 6,
    OPERANDS_KEPT = 6,
    OPERATORS_MAX = 400000,
    BLANK = ' ',
    BOXES_FIRST = 64,
    CORNERS_LEAST = 5, /* a box has fewer */
    SHAPES_MAX = 4000,
    LEADER_LEAST = 3, /* dots in a row that are no text */
    LEADER_WIDE = 6,  /* the same letter in a row, in fonts whose letters have no name */
};

/* a b c d e f of [x' y' 1] = [x y 1] M */
struct matrix {
    double a, b, c, d, e, f;
};

static const struct matrix IDENTITY = {1, 0, 0, 1, 0, 0};

struct state {
    struct matrix ctm;
    const struct pdf_letters *font;
    double size;
    double leading;
    double spacing;
    double word_spacing;
    double scale; /* horizontal, 1 is 100 % */
    double rise;
    double line_width;
};

/* The path under construction, in the page's units. */
struct path {
    struct pdf_box box;
    double x, y; /* the last point */
    bool any;
    size_t corners;
    struct pdf_box *pieces; /* of thin lines along it, or shapes that are whole */
    size_t count;
    size_t room;
};

/* One content stream being read: of the page, or of a form that it shows. */
struct reading {
    struct pdf_file *file;
    size_t revision;
    struct pdf_boxes *out;
    const struct pdf_value *resources;
    struct state state;
    struct state saved[STATES_MAX];
    size_t saved_count;
    struct matrix text;
    struct matrix line;
    size_t depth;
    size_t *operators_left;
    struct pdf_fonts *fonts;
    bool paint; /* areas count, not only letters */
    bool images; /* what is shown has no resources at hand: images, each */
    struct path path;
};

static struct matrix times(struct matrix m, struct matrix n)
{
    return (struct matrix){m.a * n.a + m.b * n.c,       m.a * n.b + m.b * n.d,
                           m.c * n.a + m.d * n.c,       m.c * n.b + m.d * n.d,
                           m.e * n.a + m.f * n.c + n.e, m.e * n.b + m.f * n.d + n.f};
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static double magnitude(double a)
{
    return a < 0 ? -a : a;
}

static const struct pdf_value *look(struct reading *at, const struct pdf_value *value)
{
    struct pdf_object object;
    if (value == NULL || value->type != PDF_REFERENCE)
        return value;
    return result_ok(pdf_object(at->file, at->revision, value->integer, &object)) ? object.value
                                                                                  : NULL;
}

static const struct pdf_value *resource(struct reading *at, const char *kind, struct str name)
{
    return pdf_get_text(look(at, pdf_get(at->resources, kind)), name);
}

static void choose_font(struct reading *at, const struct pdf_value *font, double size)
{
    at->state.font = pdf_letters_of(at->fonts, look(at, font));
    at->state.size = size;
}

static double string_width(const struct reading *at, struct str text)
{
    const struct state *state = &at->state;
    size_t step = state->font->wide ? 2 : 1;
    double width = 0;
    for (size_t i = 0; i + step <= text.len; i += step) {
        width += pdf_letter_width(state->font, text.ptr + i) * state->size + state->spacing;
        width += step == 1 && text.ptr[i] == BLANK ? state->word_spacing : 0;
    }
    return width * state->scale;
}

static bool only_blanks(struct str text)
{
    return str_empty(str_trim(text));
}

/* Room for one more in a list that grows. */
static struct pdf_box *grow(struct reading *at, struct pdf_box **items, size_t *count,
                            size_t *room)
{
    if (*count == *room) {
        size_t more = *room == 0 ? BOXES_FIRST : *room * 2;
        struct pdf_box *grown = ARENA_ARRAY(at->file->arena, struct pdf_box, more);
        for (size_t i = 0; i < *count; i++)
            grown[i] = (*items)[i];
        *items = grown;
        *room = more;
    }
    return &(*items)[(*count)++];
}

/* Room for one more box; NULL where there are too many of them. */
static struct pdf_box *next_box(struct reading *at)
{
    struct pdf_boxes *out = at->out;
    if (out->count < PDF_BOXES_MAX)
        return grow(at, &out->items, &out->count, &out->room);
    out->whole = false;
    return NULL;
}

static void add_box(struct reading *at, double width)
{
    struct matrix m = times(at->text, at->state.ctm);
    double low = at->state.rise - 0.2 * at->state.size;
    double high = at->state.rise + 0.75 * at->state.size;
    double x[4] = {m.e + low * m.c, m.e + high * m.c, m.e + width * m.a + low * m.c,
                   m.e + width * m.a + high * m.c};
    double y[4] = {m.f + low * m.d, m.f + high * m.d, m.f + width * m.b + low * m.d,
                   m.f + width * m.b + high * m.d};
    struct pdf_box *box = next_box(at);
    if (box == NULL)
        return;
    *box = (struct pdf_box){x[0], y[0], x[0], y[0], 0, false};
    for (size_t i = 1; i < 4; i++) {
        box->left = smaller(box->left, x[i]);
        box->right = larger(box->right, x[i]);
        box->bottom = smaller(box->bottom, y[i]);
        box->top = larger(box->top, y[i]);
    }
    box->size = magnitude(at->state.size) * (magnitude(m.c) + magnitude(m.d));
}

static void put_box(struct reading *at, struct pdf_box box)
{
    struct pdf_box *next = next_box(at);
    if (next != NULL)
        *next = box;
}

/* Squares of together the area that a line of width 1 has from the last point to here: a line as
 * thin as a pen hides nothing, a hundred of them do. */
static void lay_pieces(struct reading *at, double x, double y)
{
    struct path *path = &at->path;
    double length = larger(magnitude(x - path->x), magnitude(y - path->y));
    size_t count = (size_t)smaller(length / STROKE_STEP, PDF_BOXES_MAX) + 1;
    for (size_t i = 0; i < count && path->count < PDF_BOXES_MAX; i++) {
        double part = ((double)i + 0.5) / (double)count;
        double cx = path->x + (x - path->x) * part;
        double cy = path->y + (y - path->y) * part;
        *grow(at, &path->pieces, &path->count, &path->room) =
            (struct pdf_box){cx, cy, cx, cy, length / (double)count, false};
    }
}

/* Takes a point into the path; `drawn`: by a line from the last one. */
static void extend(struct reading *at, double x, double y, bool drawn)
{
    struct matrix m = at->state.ctm;
    double px = x * m.a + y * m.c + m.e;
    double py = x * m.b + y * m.d + m.f;
    struct path *path = &at->path;
    if (!path->any)
        path->box = (struct pdf_box){px, py, px, py, 0, false};
    else if (drawn && at->paint)
        lay_pieces(at, px, py);
    path->any = true;
    path->box.left = smaller(path->box.left, px);
    path->box.right = larger(path->box.right, px);
    path->box.bottom = smaller(path->box.bottom, py);
    path->box.top = larger(path->box.top, py);
    path->x = px;
    path->y = py;
}

/* Letters that were turned into shapes are letters still: what is small and no mere box is kept
 * until it is filled. */
static void end_shape(struct reading *at)
{
    struct path *path = &at->path;
    double size = larger(path->box.right - path->box.left, path->box.top - path->box.bottom);
    if (at->paint)
        return;
    if (path->any && path->corners >= CORNERS_LEAST && size > SHAPE_LEAST && size < SHAPE_MOST &&
        path->count < SHAPES_MAX) {
        path->box.size = size;
        *grow(at, &path->pieces, &path->count, &path->room) = path->box;
    }
    path->any = false;
    path->corners = 0;
}

static void fill_path(struct reading *at)
{
    end_shape(at);
    if (at->paint && at->path.any)
        put_box(at, at->path.box);
    for (size_t i = 0; !at->paint && i < at->path.count && at->out->count < SHAPES_MAX; i++)
        put_box(at, at->path.pieces[i]);
}

/* A broad line covers about its bounds, a thin one what it touches. */
static void stroke_path(struct reading *at)
{
    struct matrix m = at->state.ctm;
    double width = at->state.line_width * larger(magnitude(m.a) + magnitude(m.b),
                                                 magnitude(m.c) + magnitude(m.d));
    struct pdf_box box = at->path.box;
    if (!at->paint || !at->path.any)
        return;
    if (width >= BROAD_LINE)
        put_box(at, (struct pdf_box){box.left - width / 2, box.bottom - width / 2,
                                     box.right + width / 2, box.top + width / 2, 0, false});
    for (size_t i = 0; width < BROAD_LINE && i < at->path.count; i++) {
        struct pdf_box piece = at->path.pieces[i];
        double x = larger(width, piece.size) / 2;
        double y = width * piece.size / (4 * x);
        put_box(at, (struct pdf_box){piece.left - x, piece.bottom - y, piece.left + x,
                                     piece.bottom + y, 0, false});
    }
}

/* Painting a path ends it; false for any other operator. */
static bool end_path(struct reading *at, struct str word)
{
    static const char *const filling[] = {"f", "F", "f*", "B", "B*", "b", "b*", NULL};
    bool ends = str_is(word, "n") || str_is(word, "S") || str_is(word, "s");
    if (ends && !str_is(word, "n"))
        stroke_path(at);
    for (const char *const *name = filling; !ends && *name != NULL; name++) {
        if (!str_is(word, *name))
            continue;
        fill_path(at);
        ends = true;
    }
    if (ends) {
        at->path.any = false;
        at->path.corners = 0;
        at->path.count = 0;
    }
    return ends;
}

/* Path construction and painting (8.5); false for any other operator. */
static bool operate_path(struct reading *at, struct str word, const double n[OPERANDS_KEPT])
{
    if (str_is(word, "m")) {
        end_shape(at);
        extend(at, n[4], n[5], false);
    } else if (str_is(word, "l")) {
        at->path.corners++;
        extend(at, n[4], n[5], true);
    } else if (str_is(word, "c") || str_is(word, "v") || str_is(word, "y")) {
        at->path.corners += CORNERS_LEAST;
        for (size_t i = str_is(word, "c") ? 0 : 2; i < OPERANDS_KEPT; i += 2)
            extend(at, n[i], n[i + 1], true);
    } else if (str_is(word, "re")) {
        end_shape(at);
        extend(at, n[2], n[3], false);
        extend(at, n[2] + n[4], n[3], true);
        extend(at, n[2] + n[4], n[3] + n[5], true);
        extend(at, n[2], n[3] + n[5], true);
        extend(at, n[2], n[3], true);
    } else {
        return end_path(at, word);
    }
    return true;
}

/* An image, or a shading without bounds of its own, fills the unit square or all. A picture as
 * large as the page is its paper. */
static void fill_unit(struct reading *at)
{
    struct path kept = at->path;
    at->path = (struct path){.any = false};
    extend(at, 0, 0, false);
    extend(at, 1, 1, false);
    extend(at, 1, 0, false);
    extend(at, 0, 1, false);
    struct pdf_box box = at->path.box;
    at->path = kept;
    box.picture = !at->paint;
    if (at->paint) {
        put_box(at, box);
    } else if ((box.right - box.left) * (box.top - box.bottom) < PICTURE_MOST &&
               at->out->count < SHAPES_MAX) {
        put_box(at, box);
        at->out->pictures++;
    }
}

static void advance(struct reading *at, double by)
{
    at->text = times((struct matrix){1, 0, 0, 1, by, 0}, at->text);
}

/* Length of the dots, dashes or lines that stand at the front of `text` where a form asks to be
 * filled in; they tell nothing that could be hidden. */
static size_t leader_at(const struct reading *at, struct str text)
{
    size_t step = at->state.font->wide ? 2 : 1;
    size_t least = at->state.font->wide ? LEADER_WIDE : LEADER_LEAST;
    size_t count = 0;
    for (size_t i = 0; i + step <= text.len; i += step, count++) {
        struct str code = str_slice(text, i, i + step);
        bool same = str_equal(code, str_slice(text, 0, step));
        if (step == 1 ? !strchr("._-\xb7\x85\x97 ", code.ptr[0]) || code.ptr[0] == '\0' : !same)
            break;
    }
    return count >= least ? count * step : 0;
}

static void show_part(struct reading *at, struct str text, bool tells)
{
    double width = string_width(at, text);
    if (tells && !only_blanks(text))
        add_box(at, width);
    advance(at, width);
}

static void show(struct reading *at, const struct pdf_value *value)
{
    size_t step = at->state.font->wide ? 2 : 1;
    if (value == NULL || value->type != PDF_STRING)
        return;
    struct str text = value->text;
    if (at->paint && at->state.font->drawn)
        at->out->whole = false;
    size_t from = 0;
    for (size_t i = 0; !at->paint && i < text.len; i += step) {
        size_t leader = leader_at(at, str_slice(text, i, text.len));
        if (leader == 0)
            continue;
        show_part(at, str_slice(text, from, i), true);
        show_part(at, str_slice(text, i, i + leader), false);
        from = i + leader;
        i = from - step;
    }
    show_part(at, str_slice(text, from, text.len), true);
}

static void show_array(struct reading *at, const struct pdf_value *array)
{
    const struct pdf_value *item =
        array != NULL && array->type == PDF_ARRAY ? array->first : NULL;
    for (; item != NULL; item = item->next) {
        double by = 0;
        if (pdf_number(item, &by))
            advance(at, -by / 1000 * at->state.size * at->state.scale);
        else
            show(at, item);
    }
}

static void next_line(struct reading *at, double x, double y)
{
    at->line = times((struct matrix){1, 0, 0, 1, x, y}, at->line);
    at->text = at->line;
}

/* The last operands before an operator. */
struct operands {
    const struct pdf_value *last;
    double n[OPERANDS_KEPT]; /* numbers, in order */
};

static struct operands operands_of(const struct pdf_value *root)
{
    struct operands found = {.last = root->last};
    const struct pdf_value *value = root->last;
    for (size_t i = OPERANDS_KEPT; i-- > 0 && value != NULL; value = value->previous)
        if (!pdf_number(value, &found.n[i]))
            found.n[i] = 0;
    return found;
}

static struct matrix matrix_of(const double n[OPERANDS_KEPT])
{
    return (struct matrix){n[0], n[1], n[2], n[3], n[4], n[5]};
}

static void show_form(struct reading *at, const struct pdf_value *name);

static bool operate_text(struct reading *at, struct str word, const struct operands *with)
{
    const double *n = with->n;
    if (str_is(word, "BT")) {
        at->text = at->line = IDENTITY;
    } else if (str_is(word, "Tf")) {
        const struct pdf_value *name = with->last == NULL ? NULL : with->last->previous;
        if (name != NULL && name->type == PDF_NAME)
            choose_font(at, resource(at, "Font", name->text), n[5]);
    } else if (str_is(word, "Td") || str_is(word, "TD")) {
        if (str_is(word, "TD"))
            at->state.leading = -n[5];
        next_line(at, n[4], n[5]);
    } else if (str_is(word, "Tm")) {
        at->text = at->line = matrix_of(n);
    } else if (str_is(word, "T*")) {
        next_line(at, 0, -at->state.leading);
    } else if (str_is(word, "Tj")) {
        show(at, with->last);
    } else if (str_is(word, "TJ")) {
        show_array(at, with->last);
    } else if (str_is(word, "'") || str_is(word, "\"")) {
        next_line(at, 0, -at->state.leading);
        show(at, with->last);
    } else {
        return false;
    }
    return true;
}

static void save_state(struct reading *at)
{
    if (at->saved_count == STATES_MAX)
        at->out->whole = false;
    else
        at->saved[at->saved_count++] = at->state;
}

/* A graphics state by name (8.4.5) may bring line width and font along. */
static void apply_state(struct reading *at, const struct pdf_value *name)
{
    const struct pdf_value *found =
        name == NULL || name->type != PDF_NAME ? NULL : resource(at, "ExtGState", name->text);
    const struct pdf_value *set = look(at, found);
    const struct pdf_value *font = look(at, pdf_get(set, "Font"));
    double size = 0;
    pdf_number(look(at, pdf_get(set, "LW")), &at->state.line_width);
    if (font != NULL && font->type == PDF_ARRAY && font->count == 2 &&
        pdf_number(look(at, font->last), &size))
        choose_font(at, font->first, size);
}

static void operate_state(struct reading *at, struct str word, const struct operands *with)
{
    struct state *state = &at->state;
    double n = with->n[5];
    if (str_is(word, "q"))
        save_state(at);
    else if (str_is(word, "Q") && at->saved_count > 0)
        *state = at->saved[--at->saved_count];
    else if (str_is(word, "cm"))
        state->ctm = times(matrix_of(with->n), state->ctm);
    else if (str_is(word, "TL"))
        state->leading = n;
    else if (str_is(word, "Tc"))
        state->spacing = n;
    else if (str_is(word, "Tw"))
        state->word_spacing = n;
    else if (str_is(word, "Tz"))
        state->scale = n / 100;
    else if (str_is(word, "Ts"))
        state->rise = n;
    else if (str_is(word, "w"))
        state->line_width = n;
    else if (str_is(word, "gs"))
        apply_state(at, with->last);
    else if (str_is(word, "sh"))
        at->out->whole = at->out->whole && !at->paint;
    else if (str_is(word, "Do"))
        show_form(at, with->last);
}

/* Behind "ID": moves to the end of an inline image. */
static void skip_image(struct pdf_lexer *lexer)
{
    struct str rest = str_slice(lexer->bytes, lexer->at, lexer->bytes.len);
    for (size_t at = 0; at + 3 < rest.len; at++) {
        if (!pdf_is_space((unsigned char)rest.ptr[at]) || rest.ptr[at + 1] != 'E' ||
            rest.ptr[at + 2] != 'I' || !pdf_is_space((unsigned char)rest.ptr[at + 3]))
            continue;
        lexer->at += at + 3;
        return;
    }
    lexer->at = lexer->bytes.len;
}

static void read_content(struct reading *at, struct str bytes)
{
    struct pdf_lexer lexer = {at->file->arena, bytes, 0, &at->file->values_left};
    while (lexer.at < bytes.len && at->out->whole) {
        struct pdf_value *root = NULL;
        struct str word;
        if (*at->operators_left == 0 || !result_ok(pdf_values_read(&lexer, &root, &word))) {
            at->out->whole = false;
            return;
        }
        --*at->operators_left;
        struct operands with = operands_of(root);
        if (str_is(word, "ID")) {
            skip_image(&lexer);
            at->out->whole = at->out->whole && !at->paint; /* readers differ on where it ends */
        } else if (operate_path(at, word, with.n)) {
            continue;
        } else if (!operate_text(at, word, &with)) {
            operate_state(at, word, &with);
        }
    }
}

static void show_form(struct reading *at, const struct pdf_value *name)
{
    struct pdf_object object;
    struct str bytes;
    struct reading *inner = ARENA_NEW(at->file->arena, struct reading);
    const struct pdf_value *found =
        name == NULL || name->type != PDF_NAME ? NULL : resource(at, "XObject", name->text);
    if (found == NULL || found->type != PDF_REFERENCE ||
        !result_ok(pdf_object(at->file, at->revision, found->integer, &object))) {
        if (at->images)
            fill_unit(at);
        return;
    }
    if (at->depth == FORMS_DEPTH) {
        at->out->whole = false;
        return;
    }
    if (!pdf_is_name(pdf_get(object.value, "Subtype"), "Form")) {
        fill_unit(at);
        return;
    }
    if (!object.has_stream || !result_ok(pdf_stream_decode(at->file, &object, &bytes))) {
        at->out->whole = false;
        return;
    }
    *inner = *at;
    inner->saved_count = 0;
    inner->depth++;
    const struct pdf_value *own = look(at, pdf_get(object.value, "Resources"));
    const struct pdf_value *matrix = look(at, pdf_get(object.value, "Matrix"));
    if (own != NULL)
        inner->resources = own;
    if (matrix != NULL && matrix->type == PDF_ARRAY && matrix->count == OPERANDS_KEPT)
        inner->state.ctm = times(matrix_of(operands_of(matrix).n), at->state.ctm);
    read_content(inner, bytes);
}

static void read_stream(struct reading *at, const struct pdf_value *reference)
{
    struct pdf_object object;
    struct str bytes;
    if (reference == NULL || reference->type != PDF_REFERENCE ||
        !result_ok(pdf_object(at->file, at->revision, reference->integer, &object)) ||
        !object.has_stream || !result_ok(pdf_stream_decode(at->file, &object, &bytes))) {
        at->out->whole = false;
        return;
    }
    read_content(at, bytes);
}

/* /Resources of the page or of the nearest node above it. */
static const struct pdf_value *page_resources(struct reading *at, const struct pdf_value *page)
{
    for (size_t i = 0; i < PDF_DEPTH_MAX && page != NULL; i++) {
        const struct pdf_value *found = look(at, pdf_get(page, "Resources"));
        if (found != NULL)
            return found;
        page = look(at, pdf_get(page, "Parent"));
    }
    return NULL;
}

static struct reading *begin(struct pdf_file *file, size_t revision, size_t *operators_left,
                             struct pdf_boxes *out)
{
    struct reading *at = ARENA_NEW(file->arena, struct reading);
    *operators_left = OPERATORS_MAX;
    *out = (struct pdf_boxes){.whole = true};
    *at = (struct reading){.file = file, .revision = revision, .out = out,
                           .operators_left = operators_left};
    at->fonts = ARENA_NEW(file->arena, struct pdf_fonts);
    *at->fonts = (struct pdf_fonts){.file = file, .revision = revision};
    at->state = (struct state){.ctm = IDENTITY, .scale = 1, .size = 1, .line_width = 1,
                               .font = pdf_letters_of(at->fonts, NULL)};
    at->text = at->line = IDENTITY;
    return at;
}

void pdf_text_boxes(struct pdf_file *file, size_t revision, int64_t number,
                    struct pdf_boxes *out)
{
    struct pdf_object page;
    size_t operators_left = 0;
    struct reading *at = begin(file, revision, &operators_left, out);
    out->whole = result_ok(pdf_object(file, revision, number, &page));
    if (!out->whole)
        return;
    at->resources = page_resources(at, page.value);
    const struct pdf_value *content = pdf_get(page.value, "Contents");
    const struct pdf_value *list = look(at, content);
    if (list == NULL || list->type != PDF_ARRAY) {
        if (content != NULL)
            read_stream(at, content);
        return;
    }
    for (const struct pdf_value *item = list->first; item != NULL; item = item->next)
        read_stream(at, item);
}

/* The bounds of /BBox under /Matrix are stretched onto the rectangle (12.5.5, algorithm 8.1). */
static bool place(struct reading *at, const struct pdf_value *form, const double rect[4])
{
    double box[4];
    const struct pdf_value *matrix = look(at, pdf_get(form, "Matrix"));
    struct matrix own = IDENTITY;
    if (!pdf_rect(look(at, pdf_get(form, "BBox")), box))
        return false;
    if (matrix != NULL && matrix->type == PDF_ARRAY && matrix->count == OPERANDS_KEPT)
        own = matrix_of(operands_of(matrix).n);
    at->state.ctm = own;
    at->path.any = false;
    extend(at, box[0], box[1], false);
    extend(at, box[2], box[3], false);
    extend(at, box[0], box[3], false);
    extend(at, box[2], box[1], false);
    struct pdf_box seen = at->path.box;
    at->path.any = false;
    double wide = seen.right - seen.left;
    double high = seen.top - seen.bottom;
    if (wide <= 0 || high <= 0)
        return false;
    double x = (rect[2] - rect[0]) / wide;
    double y = (rect[3] - rect[1]) / high;
    at->state.ctm = times(own, (struct matrix){x, 0, 0, y, rect[0] - seen.left * x,
                                               rect[1] - seen.bottom * y});
    return true;
}

/* What stands in the appearance stream `form` when it is laid into `rect`. */
static void read_form(struct reading *at, const struct pdf_object *form, const double rect[4])
{
    struct str bytes;
    at->out->whole = form->has_stream && place(at, form->value, rect) &&
                     result_ok(pdf_stream_decode(at->file, form, &bytes));
    at->resources = look(at, pdf_get(form->value, "Resources"));
    if (at->out->whole)
        read_content(at, bytes);
}

void pdf_painted_boxes(struct pdf_file *file, size_t revision, const struct pdf_object *form,
                       const double rect[4], struct pdf_boxes *out)
{
    size_t operators_left = 0;
    struct reading *at = begin(file, revision, &operators_left, out);
    at->paint = true;
    read_form(at, form, rect);
}

void pdf_form_text_boxes(struct pdf_file *file, size_t revision, const struct pdf_object *form,
                         const double rect[4], struct pdf_boxes *out)
{
    size_t operators_left = 0;
    read_form(begin(file, revision, &operators_left, out), form, rect);
}

void pdf_painted_boxes_of(struct pdf_file *file, struct str content, const double rect[4],
                          struct pdf_boxes *out)
{
    size_t operators_left = 0;
    struct reading *at = begin(file, 0, &operators_left, out);
    at->paint = true;
    at->images = true;
    at->state.ctm = (struct matrix){1, 0, 0, 1, rect[0], rect[1]};
    read_content(at, content);
}
