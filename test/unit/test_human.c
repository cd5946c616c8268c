// SPDX-License-Identifier: MIT
#include "shim/stat/human.h"

#include <criterion/criterion.h>

struct number_case {
    int64_t number;
    const char *text;
};

static void expect_texts(char *(*human)(int64_t, char *), const struct number_case *cases,
                         size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char text[HUMAN_MAX];
        cr_expect_str_eq(human(cases[i].number, text), cases[i].text, "not %s but %s",
                         cases[i].text, text);
    }
}

Test(human, durations_in_milliseconds)
{
    static const struct number_case cases[] = {
        {INT64_MIN, "0 ms"},   {0, "0 ms"},
        {999, "999 ms"},       {1000, "1.0 s"},
        {8123, "8.1 s"},       {59999, "59.9 s"},
        {60000, "1.0 m"},      {3599999, "59.9 m"},
        {3600000, "1.0 h"},    {86399999, "23.9 h"},
        {86400000, "1.0 d"},   {INT64_C(86400000) * 999, "999.0 d"},
        {INT64_MAX, ">999 d"}, {INT64_C(86400000) * 1000, ">999 d"},
    };
    expect_texts(human_duration_ms, cases, sizeof cases / sizeof cases[0]);
}

Test(human, durations_in_microseconds)
{
    static const struct number_case cases[] = {
        {-1, "0 us"},     {212, "212 us"},      {999, "999 us"},    {1000, "1.0 ms"},
        {1250, "1.2 ms"}, {999999, "999.9 ms"}, {1000000, "1.0 s"}, {INT64_MAX, ">999 d"},
    };
    expect_texts(human_duration_us, cases, sizeof cases / sizeof cases[0]);
}

Test(human, counts)
{
    static const struct number_case cases[] = {
        {-7, "0"},
        {0, "0"},
        {999999, "999999"},
        {1000000, "1.0 M"},
        {1999999999, "1.9 G"},
        {INT64_C(999999999999999), "999.9 T"},
        {INT64_MAX, ">999 T"},
    };
    expect_texts(human_count, cases, sizeof cases / sizeof cases[0]);
}

Test(human, printable_text_is_left_alone)
{
    char text[64];
    cr_expect_str_eq(human_printable("nova-api worker (1/8)~", text, sizeof text),
                     "nova-api worker (1/8)~");
    cr_expect_str_eq(human_printable("", text, sizeof text), "");
}

Test(human, whatever_a_terminal_could_obey_is_escaped)
{
    char text[64];
    cr_expect_str_eq(human_printable("a\033[2Jb\n\t\x7f", text, sizeof text),
                     "a\\x1b[2Jb\\x0a\\x09\\x7f");
    cr_expect_str_eq(human_printable("\xff\xc3\xa9\\x1b", text, sizeof text),
                     "\\xff\\xc3\\xa9\\x5cx1b");
}

Test(human, a_text_is_cut_before_an_escape_not_within_it)
{
    char text[8];
    cr_expect_str_eq(human_printable("1234567890", text, sizeof text), "1234567");
    cr_expect_str_eq(human_printable("12345\n", text, sizeof text), "12345");
    cr_expect_str_eq(human_printable("123\n", text, sizeof text), "123\\x0a");
}
