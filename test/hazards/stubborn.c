// SPDX-License-Identifier: MIT
/*
 * A client that goes on using a connection, whatever it says, and takes the next value
 * for the answer to its last question. A value that is not its key's own is the end of
 * all safety. Argument: a node.
 */
#include "hazard.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { QUESTIONS = 200, PAUSE_US = 5000, THREADS = 2, CLIENTS = THREADS + 1, ROOM = 256 };

struct client {
    int connection;
    int wrong;
    int answers; /* after the first error */
    int errors;
    int other_errors; /* than ECONNRESET, after the first */
};

/* The value of name-N is name-N. */
static void store(const char *node, const char *name)
{
    char text[ROOM];
    const int connection = connect_to(node);
    for (int i = 0; i < QUESTIONS; i++) {
        const int length = snprintf(text, sizeof text, "%s-%d", name, i);
        dprintf(connection, "set %s 0 0 %d noreply\r\n%s\r\n", text, length, text);
    }
    must(send(connection, "version\r\n", 9, 0) == 9, "what is stored is stored");
    must(recv(connection, text, sizeof text, 0) > 0, "it answers");
    close(connection);
}

static ssize_t ask(int connection, const char *key, int how)
{
    char text[ROOM];
    struct iovec part = {text, 0};
    part.iov_len = (size_t)snprintf(text, sizeof text, "get %s\r\n", key);
    const struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    switch (how % 4) {
    case 0:
        return send(connection, text, part.iov_len, MSG_NOSIGNAL);
    case 1:
        return write(connection, text, part.iov_len);
    case 2:
        return writev(connection, &part, 1);
    default:
        return sendmsg(connection, &message, 0);
    }
}

static ssize_t listen_to(int connection, char answer[static ROOM], int how)
{
    struct iovec part = {answer, ROOM - 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    switch (how % 4) {
    case 0:
        return recv(connection, answer, ROOM - 1, 0);
    case 1:
        return read(connection, answer, ROOM - 1);
    case 2:
        return readv(connection, &part, 1);
    default:
        return recvmsg(connection, &message, 0);
    }
}

static void question(struct client *client, const char *name, int index)
{
    char key[32];
    char answer[ROOM];
    char value[ROOM] = "";
    snprintf(key, sizeof key, "%s-%d", name, index);
    /* Whether it was asked does not matter to it. */
    bool failed = ask(client->connection, key, index) < 0;
    client->other_errors += client->errors > 0 && failed && errno != ECONNRESET;
    const ssize_t got = listen_to(client->connection, answer, index / 4);
    client->other_errors += client->errors > 0 && got < 0 && errno != ECONNRESET;
    answer[got > 0 ? got : 0] = '\0';
    failed |= got <= 0;
    client->answers += client->errors > 0 && got > 0;
    client->errors += failed;
    if (sscanf(answer, "VALUE %*s %*s %*s %255s", value) == 1 && strcmp(value, key) != 0)
        client->wrong++;
}

static void *ask_on(void *argument)
{
    struct client *client = argument;
    for (int i = 0; i < QUESTIONS; i++) {
        question(client, "name", i);
        usleep(PAUSE_US);
    }
    return NULL;
}

int main(int argc, char *argv[])
{
    must(argc == 2, "usage: stubborn NODE");
    struct client clients[CLIENTS] = {0};
    pthread_t threads[THREADS];
    store(argv[1], "name");
    for (int i = 0; i < THREADS; i++) {
        clients[i].connection = connect_to(argv[1]);
        must(pthread_create(&threads[i], NULL, ask_on, &clients[i]) == 0, "a thread");
    }
    request("outage");
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    /* The same connection under another number, once the first one is done with it. */
    clients[THREADS].connection = dup(clients[0].connection);
    ask_on(&clients[THREADS]);
    for (int i = 0; i < CLIENTS; i++)
        printf("wrong values %d, answers after an error %d, other errors %d\n", clients[i].wrong,
               clients[i].answers, clients[i].other_errors);
    return 0;
}
