#ifndef TRUC_APP_COMMAND_LOG_H
#define TRUC_APP_COMMAND_LOG_H

/*
 * `truc log …`: checks logs and proofs that anybody made, from files alone.
 *
 *   truc log verify DIR --vkey VKEY [--checkpoint FILE] [--json]
 *   truc log proof FILE.json
 *   truc log receipt FILE.tlog-proof --vkey VKEY --entry HEX
 *
 * Exit status: 0 good, 1 bad (said on stderr: what and why), 2 wrong usage.
 */

/* As every command: `argv` begins with the word `log`. */
int command_log(int argc, char **argv);

#endif
