# SPDX-License-Identifier: MIT
# Follows the facts that chart.py writes: $bare and $shim (second asked, latency in
# ms), and for each run its title, its sum, and the begin and end of the outage.

ink = "#222222"
faint = "#8a8a8a"

set border 3 linecolor rgb faint
set tics nomirror textcolor rgb ink
set grid ytics linecolor rgb "#cccccc" linewidth 1 dashtype solid
set logscale y
set yrange [0.5:10000]
set ytics ("1 ms" 1, "10 ms" 10, "100 ms" 100, "1 s" 1000, "10 s" 10000)
set xrange [0:*]
set xtics 5
set key off
set style fill solid 1.0 noborder

set multiplot layout 2,1 margins 0.09,0.975,0.085,0.885 spacing 0,0.10 \
    title "A node of three falls silent: every request to an API, as its users saw it" \
    font ",19" textcolor rgb ink

do for [run in "bare shim"] {
    colour = run eq "bare" ? "#c8461e" : "#0b6fa4"
    from = value(run."_from")
    to = value(run."_to")
    set object 1 rectangle from from, graph 0 to to, graph 1 behind \
        fillcolor rgb "#f1efe8" fillstyle solid noborder
    set label 1 victim." is silent" at (from + to) / 2, graph 0.93 center \
        textcolor rgb faint font ",13"
    set label 2 value(run."_title") at graph 0, graph 1.07 left \
        textcolor rgb colour font ",17"
    set label 3 value(run."_sum") at graph 1, graph 1.07 right textcolor rgb ink
    set arrow 1 from graph 0, first slow_ms to graph 1, first slow_ms nohead \
        linecolor rgb faint dashtype 3 linewidth 1
    set label 4 sprintf("slow: over %d ms", slow_ms) at graph 1, first slow_ms right offset 0, 0.6 \
        textcolor rgb faint font ",13"
    set ylabel "latency" textcolor rgb ink
    set xlabel run eq "shim" ? "time of the request (s)" : "" textcolor rgb ink
    plot "$".run using 1:2 with points pointtype 7 pointsize 0.55 linecolor rgb colour
}

unset multiplot
