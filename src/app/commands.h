#ifndef TRUC_APP_COMMANDS_H
#define TRUC_APP_COMMANDS_H

/* The commands of `truc`. Each gets the arguments from its own word on and answers the exit
 * status: 0 good, 1 bad, 2 wrong use. Data go to stdout, everything said about them to stderr. */

struct command {
    const char *word;
    int (*run)(int argc, char **argv);
    const char *arguments; /* for --help */
    const char *help;      /* msgid: one line */
};

extern const struct command commands[];
extern const unsigned command_count;

/* Its options one by one; empty where `arguments` says all. */
const char *command_usage(const char *word);
extern const char verify_usage[];
extern const char sign_usage[];
extern const char augment_usage[];
extern const char pdf_usage[];

int command_serve(int argc, char **argv);
int command_migrate(int argc, char **argv);
int command_procedure(int argc, char **argv);
int command_settings(int argc, char **argv);
int command_routes(int argc, char **argv);
int command_permissions(int argc, char **argv);
int command_doctor(int argc, char **argv);
int command_certificate(int argc, char **argv);
int command_oidc(int argc, char **argv);
int command_demo_tsa(int argc, char **argv);
int command_search(int argc, char **argv);
int command_measure(int argc, char **argv);
int command_reorganisation(int argc, char **argv);
int command_verify(int argc, char **argv);
int command_sign(int argc, char **argv);
int command_augment(int argc, char **argv);
int command_pdf(int argc, char **argv);

#endif
