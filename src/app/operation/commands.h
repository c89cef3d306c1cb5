#ifndef TRUC_APP_OPERATION_COMMANDS_H
#define TRUC_APP_OPERATION_COMMANDS_H

/* `truc backup`, `restore`, `drill`, `upgrade`, `rollback`. */

int command_backup(int argc, char **argv);
int command_restore(int argc, char **argv);
int command_drill(int argc, char **argv);
int command_upgrade(int argc, char **argv);
int command_rollback(int argc, char **argv);

#endif
