#include "sign/pdf_file.h"

enum { PAGE_NODES_MAX = 20000 };

/* A node of the page tree and the next of its kids to look at. */
struct page_node {
    const struct pdf_value *next;
};

static struct result add_kid(struct pdf_file *file, size_t revision, const struct pdf_value *kid,
                             struct pdf_page_list *out, const struct pdf_value **kids)
{
    struct pdf_object node;
    *kids = NULL;
    TRY(pdf_resolve(file, revision, kid, &node));
    const struct pdf_value *list = pdf_get(node.value, "Kids");
    if (list != NULL && list->type == PDF_REFERENCE) {
        struct pdf_object array;
        TRY(pdf_resolve(file, revision, list, &array));
        list = array.value;
    }
    if (list != NULL && list->type != PDF_ARRAY)
        return pdf_broken();
    if (list == NULL)
        out->numbers[out->count++] = node.number;
    else
        *kids = list->first;
    return RESULT_OK;
}

/* Moves from node to node in page order; a tree that is no tree runs into the limit. */
struct result pdf_pages(struct pdf_file *file, size_t revision, struct pdf_page_list *out)
{
    struct pdf_object catalog;
    struct page_node path[PDF_DEPTH_MAX];
    size_t depth = 0;
    const struct pdf_value *kids = NULL;
    size_t most = file->number_count < PAGE_NODES_MAX ? file->number_count : PAGE_NODES_MAX;
    *out = (struct pdf_page_list){.numbers = ARENA_ARRAY(file->arena, uint32_t, most + 2)};
    TRY(pdf_catalog(file, revision, &catalog));
    TRY(add_kid(file, revision, pdf_get(catalog.value, "Pages"), out, &kids));
    path[depth++].next = kids;
    for (size_t seen = 0; depth > 0; seen++) {
        const struct pdf_value *here = path[depth - 1].next;
        if (here == NULL) {
            depth--;
            continue;
        }
        if (seen > most)
            return result_fail(ERROR_LIMIT, "pdf.limit", NULL);
        path[depth - 1].next = here->next;
        TRY(add_kid(file, revision, here, out, &kids));
        if (kids != NULL && depth == PDF_DEPTH_MAX)
            return pdf_broken();
        if (kids != NULL)
            path[depth++].next = kids;
    }
    return RESULT_OK;
}

struct result pdf_page(struct pdf_file *file, size_t revision, size_t index,
                       struct pdf_object *out)
{
    struct pdf_page_list pages;
    TRY(pdf_pages(file, revision, &pages));
    if (index >= pages.count)
        return result_fail(ERROR_NOT_FOUND, "pdf.no_page",
                           N_("Tệp không có trang này. Chọn lại số trang."));
    TRY(pdf_object(file, revision, pages.numbers[index], out));
    return pdf_is_name(pdf_get(out->value, "Type"), "Page") ? RESULT_OK : pdf_broken();
}
