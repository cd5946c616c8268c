// SPDX-License-Identifier: MIT
#ifndef MCSHIM_TEST_HAZARDS_MAIL_H
#define MCSHIM_TEST_HAZARDS_MAIL_H

/* A descriptor by mail: SCM_RIGHTS over a UNIX socket, unix(7). Both end the program if it fails.
 */

void mail_send(int mail, int fd);

/* The descriptor, under a number of this process. */
int mail_receive(int mail);

#endif
