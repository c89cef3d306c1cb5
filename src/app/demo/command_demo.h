#ifndef TRUC_APP_COMMAND_DEMO_H
#define TRUC_APP_COMMAND_DEMO_H

/*
 * `truc demo small`: fills an empty data folder with 4 agencies of two levels, 12 people and 300
 * dossiers of the last 60 days, made by the services themselves over a moving clock; marks the
 * folder as a demo for good and prints the accounts. Refuses a folder that has accounts.
 *
 * `truc demo accounts`: prints them again, with the code that each application would show now.
 */
int command_demo(int argc, char **argv);

#endif
