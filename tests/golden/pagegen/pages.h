#ifndef TRUC_TESTS_PAGES_H
#define TRUC_TESTS_PAGES_H

/* Made by tools/pagegen.py. */
#include "web/page.h"
#include "tests/sample.h"

/* sample.html:1 */
void page_sample(struct page_out *o, const struct sample_view *v);
/* sample.html:17 */
void page_piece(struct page_out *o, struct str word, bool big);
/* sample.html:20 */
void page_nothing(struct page_out *o);

#endif
