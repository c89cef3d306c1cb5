#ifndef TRUC_CORE_PRINT_PRINT_H
#define TRUC_CORE_PRINT_PRINT_H

/*
 * Papers as PDF: the one-stop forms 01 to 03 (A5) and the extract of a civil
 * status register (A4). The text is Liberation Serif, which has the metrics of
 * the Times New Roman that NĐ 30/2020 names, and can be copied and searched.
 * The same input gives the same bytes. Job worker only: the first call loads
 * pango, cairo and our fonts.
 */
#include "base/result.h"
#include "base/str.h"

enum print_form_kind {
    PRINT_RECEIPT = 1,    /* 01 giấy tiếp nhận hồ sơ và hẹn trả kết quả */
    PRINT_SUPPLEMENT = 2, /* 02 phiếu yêu cầu bổ sung, hoàn thiện hồ sơ */
    PRINT_REFUSAL = 3     /* 03 phiếu từ chối tiếp nhận giải quyết hồ sơ */
};

struct print_item {
    struct str title; /* a paper received, or what a defect is about */
    struct str text;  /* what to do; may be empty */
};

struct print_form {
    enum print_form_kind kind;
    struct str form_set;      /* legal source: "TT 01/2018/TT-VPCP" */
    struct str agency;        /* "ỦY BAN NHÂN DÂN XÃ PHÚ HÒA" */
    struct str office;        /* "Bộ phận Một cửa xã Phú Hòa" */
    struct str number;        /* of this paper: "0027/TNHS" */
    struct str place;         /* "Phú Hòa": before the date */
    int64_t made_us;
    struct str code;          /* of the dossier */
    struct str address;       /* what the QR opens */
    struct str applicant;
    struct str home;          /* address of the applicant; may be empty */
    struct str phone;         /* as it is read: "0912 345 678" */
    struct str procedure;     /* name with code */
    int64_t received_us;      /* 01 */
    int64_t due_us;           /* 01; supplement: until when to complete */
    struct str time_limit;    /* 01: "trong ngày" */
    struct str return_place;  /* 01 */
    int64_t fee_vnd;          /* 01 */
    struct str fee_note;      /* 01: receipt number or exemption; may be empty */
    struct str reason;        /* 03 */
    const struct print_item *items; /* 01: papers; 02: all defects */
    size_t item_count;
    struct str contact;       /* who answers questions: name and phone */
    struct str officer;       /* who received it */
    struct str submitted_by;  /* how the applicant signed: "Nộp trực tuyến" */
};

struct result print_form(struct arena *arena, const struct print_form *form, struct str *pdf);

struct print_field {
    struct str label; /* "Họ, chữ đệm, tên"; empty: a paragraph of its own */
    struct str value;
};

struct print_result {
    struct str superior;      /* "TỈNH ĐỒNG NAI" or empty: line above the agency */
    struct str agency;        /* "ỦY BAN NHÂN DÂN XÃ PHÚ HÒA" */
    struct str place;         /* "Phú Hòa" */
    struct str title;         /* "TRÍCH LỤC KHAI SINH" */
    struct str subtitle;      /* "(BẢN SAO)" */
    const struct print_field *fields;
    size_t field_count;
    struct str authority;     /* "TM. ỦY BAN NHÂN DÂN" or "KT. CHỦ TỊCH"; may be empty */
    struct str signer_title;  /* "PHÓ CHỦ TỊCH" */
    struct str signer_name;
    struct str form_name;     /* legal source of the form; small at the foot */
    struct str code;          /* of the dossier, at the foot */
    struct str verify_address; /* what the QR opens: the verification page with the 128-bit link */
    int64_t made_us;
};

/* A place on a picture, as shares of it. */
struct print_mark {
    double left, top, width, height;
};

/* Pixels, 8 bits of red, green and blue each; a picture of a page is never parsed here. */
struct print_picture {
    unsigned width;
    unsigned height;
    struct str rgb; /* width × height × 3 bytes; empty: there is none */
    struct str caption;
    const struct print_mark *marks;
    size_t mark_count;
};

struct print_section {
    struct str title;
    const struct print_field *fields;
    size_t field_count;
};

enum print_tone { PRINT_GOOD, PRINT_UNSURE, PRINT_BAD };

/* A report about a file: one sentence, then sections, then up to two pictures side by side. A4, as
 * many pages as it takes. */
struct print_report {
    struct str title;    /* "BÁO CÁO KIỂM TRA CHỮ KÝ SỐ" */
    struct str made_by;  /* below it */
    enum print_tone tone;
    struct str verdict;  /* "Chữ ký số hợp lệ" */
    struct str sentence;
    const struct print_section *sections;
    size_t section_count;
    struct str picture_title;
    struct print_picture pictures[2];
    struct str foot; /* of every page; its number is added */
    int64_t made_us;
};

struct result print_report(struct arena *arena, const struct print_report *report,
                           struct str *pdf);

/* A rectangle in PDF space: points, from the lower left corner of the page. */
struct print_rect {
    double x0, y0, x1, y1;
};

/* Points of the heading's text: what is drawn into `number` and `date` has this size. */
#define PRINT_HEADING_SIZE 12.0

/* Where the page leaves room for what signing adds (NĐ 30/2020 Phụ lục I: ô 3, 4, 7c, 8). */
struct print_places {
    unsigned page;               /* from 0: the page that carries all of them */
    struct print_rect signature; /* picture of the signer's hand, between title and name */
    struct print_rect seal;      /* covers a third of the signature on its left */
    struct print_rect number;    /* after "Số:" */
    struct print_rect date;      /* the whole line "Phú Hòa, ngày … tháng … năm …", left empty */
};

struct result print_result(struct arena *arena, const struct print_result *result,
                           struct str *pdf, struct print_places *places);

/* A drawing to be placed on a page: PDF path and colour operators, to be used as the content of a
 * form XObject with /BBox [0 0 width height]; no fonts and no resources are needed. */
struct print_drawing {
    struct str content;
    double width, height; /* points */
};

/* A signature as by hand, blue, made of the name: for people without a scanned one. */
struct result print_hand(struct arena *arena, struct str name, struct print_rect into,
                         struct print_drawing *drawing);
/* A round red seal with the agency's name and no emblem, marked as a specimen. */
struct result print_seal(struct arena *arena, struct str agency, struct str specimen,
                         struct print_rect into, struct print_drawing *drawing);
/* One line of text as outlines, black; `italic` for the place and date. The drawing is as wide as
 * the text. */
struct result print_line(struct arena *arena, struct str text, double size_pt, bool italic,
                         struct print_drawing *drawing);

/* True when the face is installed; looks at names only and loads nothing. */
bool print_face_installed(void);

/* "Ủy ban nhân dân xã Phú Hoà" for "UBND xã Phú Hoà". */
struct str print_agency_name(struct arena *arena, struct str name);

/* "Phú Hòa, ngày 23 tháng 11 năm 2026" (NĐ 30/2020 Phụ lục I, ô 4): a zero before days under 10 and
 * months 1 and 2; the name of the place without "xã", "phường", "tỉnh" …, but in full, "Phường 12",
 * where it is a number. */
struct str print_place_and_date(struct arena *arena, struct str place, int64_t at_us);

#endif
