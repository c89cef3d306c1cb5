#ifndef TRUC_APP_COMMAND_ADMIN_H
#define TRUC_APP_COMMAND_ADMIN_H

/*
 * `truc admin create --login NAME --name "Họ tên" [--agency CODE] [--agency-name TEXT]`
 *
 * Makes an administrator's account. The password is asked for twice on a terminal, else read from
 * the first line of standard input; the secret of the code application is printed once, with a QR
 * code on a terminal. In a database without agencies the agency is founded with this code and name.
 */
int command_admin(int argc, char **argv);

#endif
