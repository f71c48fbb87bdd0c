/**
 * What somebody sees who comes without a session, or to /enter: the script takes the token out of the address, where it
 * stands behind the # that browsers keep to themselves, and exchanges it. A path of its own, so that the token does not
 * stay in the address of a page that is already open to its reader.
 */
export const entrancePage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hawser</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/enter.css">
<script type="module" src="/enter.js"></script>
</head>
<body>
<main>
<h1>Hawser</h1>
<p id="status" role="status">This page needs the address that Hawser printed when it started.</p>
<p>Look in the terminal or the log of <code>hawser web</code> for a line such as
<code>http://127.0.0.1:8740/enter#token=…</code> and open the whole of it, with the token at its end.</p>
<p>The token changes each time Hawser starts, unless it was started with <code>--token-file</code>.</p>
<noscript><p>Hawser's page needs JavaScript.</p></noscript>
</main>
</body>
</html>
`

export const entranceStyle = `:root { color-scheme: light dark }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 16px/1.5 system-ui, sans-serif }
main { max-width: 38rem; padding: 2rem }
code { overflow-wrap: anywhere }
#status { font-weight: 600 }
`

export const entranceScript = `const say = (text) => { document.getElementById('status').textContent = text }
const token = new URLSearchParams(location.hash.slice(1)).get('token')
if (token !== null) {
  history.replaceState(null, '', '/')
  say('Opening Hawser …')
  try {
    const answer = await fetch('/session', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token }),
    })
    if (answer.ok) location.replace('/')
    else say(await answer.text())
  } catch {
    say('Hawser does not answer. Is it still running?')
  }
} else if ((await fetch('/session')).ok) {
  // Somebody followed a link from another page: the browser then kept the cookie back.
  location.replace('/')
}
// A whole address that is pasted over this one differs only behind its #, so the browser does not load it again.
addEventListener('hashchange', () => location.reload())
`
