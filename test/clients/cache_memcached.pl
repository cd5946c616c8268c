# SPDX-License-Identifier: MIT
# Cache::Memcached, or with --fast Cache::Memcached::Fast, as it comes: one client.
#
#     cache_memcached.pl [--fast] NODE...
use strict;
use warnings;
use JSON::PP;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

my $class = "Cache::Memcached";
if ($ARGV[0] eq "--fast") {
    shift;
    $class .= "::Fast";
}
eval "require $class" or die $@;
my $client = $class->new({ servers => [@ARGV] });

sub tell_answer {
    print encode_json(shift), "\n";
}

$| = 1;
tell_answer({ ready => JSON::PP::true });
while (my $line = <STDIN>) {
    my ($command, @keys) = split " ", $line;
    for my $key (@keys) {
        my $began_s = clock_gettime(CLOCK_MONOTONIC);
        my $value = eval { $client->get($key) };
        my $error = $@ || undef;
        tell_answer({ pid => $$, key => $key, value => $value, error => $error,
                      wait_ms => (clock_gettime(CLOCK_MONOTONIC) - $began_s) * 1000 });
    }
}
