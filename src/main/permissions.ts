import { app, session, shell } from 'electron'
import { origin } from './app-protocol.ts'

/** Pages outside the app that a click may open, in the system's browser. */
const outside = ['https://github.com/']

/** The page may do nothing but show itself: no permission, no other page, no new window, no embedded view. */
export function lockDown(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.defaultSession.setPermissionCheckHandler(() => false)
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
