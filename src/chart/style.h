// Colours and lines of charts.
#pragma once

#include <string_view>

namespace antivenom::chart {

// The variables that a file brings along; a page has its own (web/page.css).
inline constexpr std::string_view kFileColours = R"(
svg{--paper:#fcfbf8;--ink:#23282d;--soft:#646a70;--line:#e4e1d9;--strong:#a39f95;
--c0:#1f6f78;--c1:#d3872c;--c2:#5a67a8;--c3:#b5473c;--c4:#7d9a3c;--c5:#91557f;--c6:#4f9ec4;--c7:#8b8377;
font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif}
@media (prefers-color-scheme:dark){svg{--paper:#16191c;--ink:#e6e4df;--soft:#a0a4a6;--line:#2c3135;--strong:#5d6367;
--c0:#4fb0b4;--c1:#e6a95a;--c2:#8f9be0;--c3:#e07a6d;--c4:#abc766;--c5:#c486b1;--c6:#7cc0e2;--c7:#b3ab9e}}
)";

// What the classes of the marks mean, in files and pages alike.
inline constexpr std::string_view kMarkStyle = R"(
.chart text{font-size:12px;fill:var(--soft)}.chart .ink{fill:var(--ink)}.chart .on{fill:var(--paper)}
.chart .small{font-size:9px}.chart .end{text-anchor:end}.chart .mid{text-anchor:middle}
.chart .title{font-size:15px;font-weight:600;fill:var(--ink)}.chart .paper{fill:var(--paper)}
.chart .grid{stroke:var(--line)}.chart .axis{stroke:var(--strong)}
.chart .whisker{stroke:var(--ink);stroke-opacity:.65}.chart .median{stroke:var(--paper);stroke-width:2}
.chart .line{fill:none;stroke-width:2;stroke-linejoin:round}
.c0{fill:var(--c0)}.c1{fill:var(--c1)}.c2{fill:var(--c2)}.c3{fill:var(--c3)}
.c4{fill:var(--c4)}.c5{fill:var(--c5)}.c6{fill:var(--c6)}.c7{fill:var(--c7)}
.l0{stroke:var(--c0)}.l1{stroke:var(--c1)}.l2{stroke:var(--c2)}.l3{stroke:var(--c3)}
.l4{stroke:var(--c4)}.l5{stroke:var(--c5)}.l6{stroke:var(--c6)}.l7{stroke:var(--c7)}
.chart .heat{fill:var(--c0)}.chart .cold{fill:var(--c3)}.chart .point{fill-opacity:.8;stroke:var(--paper);stroke-width:.75}.chart .hit{fill-opacity:0}
.chart .dot{fill:var(--soft)}.chart .band{fill:var(--line);fill-opacity:.35}
.chart .edge{fill:none;stroke:var(--strong)}.chart .back{stroke-dasharray:3 3}.chart .node{stroke:var(--paper)}
.chart .halo{stroke:var(--paper);stroke-width:3;paint-order:stroke}
.chart .member{fill:var(--ink)}.chart .other{fill:var(--line)}.chart .joint{stroke:var(--ink);stroke-width:2}
)";

}  // namespace antivenom::chart
