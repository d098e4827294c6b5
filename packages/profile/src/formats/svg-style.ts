/**
 * Colours of a flame graph: own code warm, packages blue, the runtime green, native code grey; four shades of each, so that neighbours
 * part. A difference has orange for more and blue for less, which the colour-blind tell apart.
 */
export const SVG_STYLE = `
svg{--paper:#fdfcfa;--ink:#24262b;--quiet:#646973;background:var(--paper)}
text{fill:var(--ink);font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
#title{font-size:19px;font-weight:650;letter-spacing:-.01em}
.quiet{font-size:12.5px;fill:var(--quiet)}
#details{font:12px ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
.f{cursor:pointer;outline:none}
.f text{font:11px ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#24262b;pointer-events:none}
.f tspan{fill-opacity:.72}
.f:hover rect{stroke:#24262b;stroke-width:1}
.f:focus rect{stroke:#24262b;stroke-width:2}
.f.caller{opacity:.5}
.f.hit rect{fill:#d94f9b}
.f.hit text{fill:#fff}
.o0{fill:#f6b26b}.o1{fill:#f9c184}.o2{fill:#f3a967}.o3{fill:#fbcf9d}
.d0{fill:#93bde8}.d1{fill:#a8cbee}.d2{fill:#84b3e2}.d3{fill:#bcd7f2}
.n0{fill:#97cfae}.n1{fill:#abd9bd}.n2{fill:#88c6a2}.n3{fill:#bee2cb}
.v0{fill:#c6c5cc}.v1{fill:#d2d1d7}.v2{fill:#bbbac2}.v3{fill:#dcdbe0}
.a{fill:#e9e5dc}
.b{cursor:pointer;font-size:12.5px;fill:#2a6bb0}
.b:hover,.b:focus{text-decoration:underline;outline:none}
input{box-sizing:border-box;width:100%;height:26px;border:1px solid #b9b5ab;border-radius:6px;padding:0 9px;font:12.5px system-ui,sans-serif;background:#fff;color:#24262b}
input:focus{outline:2px solid #6fa4dc;outline-offset:-1px}
@media (prefers-color-scheme:dark){svg{--paper:#1d1f23;--ink:#eceae4;--quiet:#a3a7b0}.b{fill:#8fc0f5}.f:hover rect,.f:focus rect{stroke:#fff}}
@media print{svg{--paper:#fff;--ink:#000;--quiet:#444}#search,#reset,#details{display:none}}
`;
