const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (one) => escapes[one]!)

/** JSON that cannot end the element that it stands in. */
const embedded = (value: unknown) =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** A page of its own, without scripts, pictures or anything from elsewhere; it prints well. */
export function htmlPage(of: {
  title: string
  /** HTML. */
  body: string
  /** Besides what all such pages have. */
  style: string
  /** What the page carries for programs, and the id of its element. */
  data: { id: string; value: unknown }
}): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(of.title)}</title>
<style>${style}${of.style}</style>
</head>
<body>
<main>
${of.body}
</main>
<script type="application/json" id="${of.data.id}">${embedded(of.data.value)}</script>
</body>
</html>
`
}

const style = `
:root{color-scheme:light dark;--text:light-dark(#16202a,#eef1f4);--muted:light-dark(#4c5865,#a9b4bf);--line:light-dark(#dde1e6,#333d47);--soft:light-dark(#f4f6f8,#1b232b);--page:light-dark(#fff,#12181e);--good:light-dark(#1c6b3c,#6fd193);--poor:light-dark(#8a5200,#f0b548);--bad:light-dark(#b3261e,#ff8f84)}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:2rem 1.25rem 3rem}
.brand,.quiet{color:var(--muted);font-size:.85rem;margin:0}
h1{font-size:1.5rem;line-height:1.3;margin:.3rem 0 1rem;padding-left:.8rem;border-left:.3rem solid var(--muted);overflow-wrap:anywhere}
h2{font-size:1.05rem;margin:2rem 0 .6rem}h3{font-size:1rem;margin:0 0 .3rem}
.facts{display:flex;flex-wrap:wrap;gap:.3rem 2rem;margin:0}
.facts div{display:flex;gap:.5rem}.facts dt{color:var(--muted)}.facts dd{margin:0;overflow-wrap:anywhere}
ul{margin:.2rem 0 .4rem;padding-left:1.2rem;color:var(--muted);overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-size:.93rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .8rem .35rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
.chip{display:inline-block;white-space:nowrap;min-width:5.2rem;text-align:center;font-size:.78rem;font-weight:600;padding:.05rem .5rem;border-radius:1rem;border:1px solid currentColor;color:var(--muted)}
@media print{body{font-size:11px}main{max-width:none;padding:0}}
`
