#ifndef TRUC_CORE_SERVICES_H
#define TRUC_CORE_SERVICES_H

/*
 * The parts of the running node that handlers and jobs reach: made once by the
 * process, alive as long as it. web knows it only by name (struct request).
 */
#include "core/holding.h"
#include "core/inspector.h"
#include "core/service.h"
#include "core/signable.h"

struct checks; /* core/checks.h */
struct request;
struct settings;

struct services {
    struct files *files;
    struct inspector inspector;
    int passwords; /* requests of core/password_line.h */
    int fetcher;   /* requests of core/fetcher.h */
    const struct settings *settings;
    struct str data_dir;    /* the node's data folder */
    struct str signer_path; /* socket of the signer */
    struct holding_list holdings; /* of all modules */
    struct signable_list signables;
    bool demo;              /* a demo data folder */
    const char *program;    /* version and commit of this program */
    struct str tls_config;  /* text of the web server's file as the node started; may be empty */
    struct str tls_certificate; /* PEM that the file names; may be empty */
    /* What `truc doctor` finds. */
    void (*check)(const struct request *request, struct checks *out);
};

#endif
