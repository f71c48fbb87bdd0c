import { create } from 'zustand'
import { type Opened, shellContract, type Update, type UpdateChoice } from '../../contract/shell.ts'
import { t } from '../../language/t.ts'
import { connect } from '../../wire/index.ts'
import { desktopShell, setDesktopShell } from './desktop.ts'
import { showReport } from './diagnose-actions.ts'
import { attempt } from './failure.ts'
import { fill } from './filled.ts'
import { openShellLink } from './link.ts'
import { setReachManner } from './reach-manner.ts'
import { go, paths } from './router.ts'
import { slow, useSlow } from './store.ts'
import { tellTransfers } from './told-transfers.ts'
import { transfers } from './transfer-client.ts'
import { setUi, toast } from './ui.ts'

/** What is known of newer versions; undefined in a browser. */
export const useUpdate = create<{ update: Update | undefined }>(() => ({ update: undefined }))

/** Shows what the desktop shell tells from now on, and tells it of transfers; in a browser there is none. */
export async function runShell(): Promise<void> {
  const client = await connectShell()
  // Other windows are told in a browser, too.
  tellTransfers((told) => void client?.transferring(told).catch(() => {}))
  if (client === undefined) return
  // All of them end with the shell.
  const follow = async <T>(items: AsyncIterable<T>, take: (item: T) => void) => {
    for await (const item of items) take(item)
  }
  follow(client.opened(undefined), take).catch(() => {})
  follow(client.update(undefined), (update) => useUpdate.setState({ update })).catch(() => {})
  follow(client.pauses(undefined), ({ sessionId, id, paused }) =>
    transfers().pause(sessionId, id, paused),
  ).catch(() => {})
}

/** Undefined in a browser. */
export async function connectShell() {
  const link = await openShellLink().catch(() => undefined)
  if (link === undefined) return undefined
  const client = connect(shellContract, link)
  setDesktopShell(client)
  return client
}

export const chooseUpdate = (choice: UpdateChoice) =>
  attempt(t('Not taken.'), async () => desktopShell()?.chooseUpdate({ choice }))
export const checkForUpdate = () =>
  attempt(t('Not looked.'), async () => desktopShell()?.checkForUpdate(undefined))

/** Opens the right page with what came filled in. Nothing begins: that takes a click. */
function take(opened: Opened): void {
  switch (opened.kind) {
    case 'pair':
      return pair(opened.link)
    case 'receive':
      go(paths.transfer)
      fill('receive', opened.link)
      return filled(t('Receive'))
    case 'tunnel':
      setReachManner('code')
      go(paths.tunnel)
      fill('tunnel', opened.link)
      return filled(t('Connect'))
    case 'report':
      return void connected().then(() => showReport(opened))
    case 'problem':
      return toast({ kind: 'error', text: opened.text })
  }
}

function pair(link: string): void {
  const state = slow().devices?.pairing.state
  if (state === 'open' || state === 'connecting' || state === 'confirm')
    return toast({ kind: 'error', text: t('A pairing is under way. End it, then open the link again.') })
  go(paths.devices)
  fill('pair', link)
  setUi({ pairing: 'enter' })
  filled(t('Pair'))
}

const filled = (button: string) =>
  toast({
    kind: 'done',
    text: t(
      'A link has filled in the code. Nothing happens until you press {{button}}: do so only if you expected it.',
      { button },
    ),
  })

/** Resolves once the host is there. */
function connected(): Promise<void> {
  return new Promise((resolve) => {
    if (slow().link.is === 'open') return resolve()
    const stop = useSlow.subscribe(({ link }) => {
      if (link.is !== 'open') return
      stop()
      resolve()
    })
  })
}
