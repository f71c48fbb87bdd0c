import { app, session, shell } from 'electron'
import { origin } from './app-protocol.ts'

/** Pages outside the app that a click may open, in the system's browser. */
const outside = ['https://github.com/']

/** To say that something came, and to copy a code. */
const granted: ReadonlySet<string> = new Set(['notifications', 'clipboard-sanitized-write'])

/** The page may do little but show itself: two permissions, no other page, no new window, no embedded view. */
export function lockDown(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(granted.has(permission)),
  )
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => granted.has(permission))
  app.on('web-contents-created', (_event, contents) => {
    const stayHere = (event: { preventDefault(): void }, url: string) => {
      if (!url.startsWith(`${origin}/`)) event.preventDefault()
    }
    contents.on('will-navigate', (event) => stayHere(event, event.url))
    contents.on('will-redirect', (event) => stayHere(event, event.url))
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(({ url }) => {
      if (outside.some((prefix) => url.startsWith(prefix))) void shell.openExternal(url)
      return { action: 'deny' }
    })
  })
}
