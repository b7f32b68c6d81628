/** The one style sheet. It asks for nothing: no fonts, no images. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#fff;--panel:#f6f7f9;--text:#1d2129;--soft:#596273;--line:#d9dde4;--link:#0b57a4;--mark:#1565c0;--up:#1b6e37;--down:#a8321f;--chip:#e8edf5}
@media (prefers-color-scheme:dark){:root{--bg:#14171c;--panel:#1c2027;--text:#e5e8ed;--soft:#a0a9b8;--line:#343b47;--link:#8ab8f5;--mark:#7fb2f0;--up:#7fce97;--down:#f0998a;--chip:#29313d}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
a{color:var(--link);text-underline-offset:.15em}
a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--mark);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;padding:.5rem 1rem;background:var(--bg);border:1px solid var(--line);z-index:1}
header,main,footer{max-width:76rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:1.5rem}
nav{font-size:.9rem;color:var(--soft)}
h1{font-size:1.7rem;line-height:1.25;margin:.3rem 0 .6rem;overflow-wrap:anywhere}
h2{font-size:1.2rem;margin:2.2rem 0 .7rem;padding-bottom:.25rem;border-bottom:1px solid var(--line)}
h3{font-size:1rem;margin:1.2rem 0 .4rem}
footer{margin-top:3rem;padding-bottom:2rem;color:var(--soft);font-size:.85rem}
.soft{color:var(--soft)}
.facts{display:flex;flex-wrap:wrap;gap:.2rem 2rem;margin:0;padding:0}
.facts div{display:flex;gap:.5rem}
.facts dt{color:var(--soft)}
.facts dd{margin:0;overflow-wrap:anywhere}
.chip{display:inline-block;background:var(--chip);border-radius:1rem;padding:0 .6rem;font-size:.85rem;margin:0 .2rem .1rem 0;white-space:nowrap}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{text-align:left;color:var(--soft);padding:.2rem 0}
th,td{text-align:left;padding:.4rem .7rem;border-bottom:1px solid var(--line);vertical-align:top}
thead th{font-weight:600;color:var(--soft);white-space:nowrap}
tbody th{font-weight:600}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.d{white-space:nowrap}
td.w{overflow-wrap:anywhere;min-width:8rem}
tbody tr:hover{background:var(--panel)}
code{font:.88em ui-monospace,SFMono-Regular,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
label{font-weight:600}
input,select,button{font:inherit;color:inherit;background:var(--bg);border:1px solid var(--soft);border-radius:5px;padding:.35rem .6rem}
button{background:var(--panel);cursor:pointer}
.tools{display:flex;flex-wrap:wrap;align-items:center;gap:.6rem;margin:.8rem 0}
.tools input{min-width:min(22rem,100%)}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(22rem,100%),1fr));gap:1rem}
figure{display:flex;flex-direction:column;justify-content:space-between;gap:.5rem;margin:0;padding:.8rem 1rem;background:var(--panel);border:1px solid var(--line);border-radius:8px;min-width:0}
figcaption{font-size:.9rem;overflow-wrap:anywhere}
figcaption strong{display:block}
svg{display:block;width:100%;height:auto}
svg.spark{width:7.5rem;height:1.75rem}
.grid{stroke:var(--line);stroke-width:1}
.curve{fill:none;stroke:var(--mark);stroke-width:2;stroke-linejoin:round}
.dot{fill:var(--mark)}
svg text{fill:var(--soft);font-size:13px}
details{border:1px solid var(--line);border-radius:8px;margin:.6rem 0;padding:0 1rem}
details[open]{padding-bottom:1rem}
summary{cursor:pointer;padding:.6rem 0;font-weight:600;overflow-wrap:anywhere}
summary .soft{font-weight:400}
ul.tree{margin:.2rem 0;padding-left:1.2rem}
.up{color:var(--up)}
.down{color:var(--down)}
.changed{background:var(--panel)}
[hidden]{display:none!important}
@media print{.tools,.skip{display:none}}
`
