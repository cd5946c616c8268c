# SPDX-License-Identifier: MIT
# What all pictures have in common.

ink = "#222222"
faint = "#8a8a8a"
blue = "#0b6fa4"
red = "#c8461e"

set border 3 linecolor rgb faint
set tics nomirror textcolor rgb ink
set grid ytics linecolor rgb "#cccccc" linewidth 1 dashtype solid
set key below textcolor rgb ink
set style fill solid 1.0 noborder
set boxwidth 0.6
set pointsize 0.5
