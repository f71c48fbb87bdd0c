import { create } from 'zustand'
import type { Client } from '../../contract/procedure.ts'
import { type Opened, shellContract, type Update, type UpdateChoice } from '../../contract/shell.ts'
import { connect } from '../../wire/index.ts'
import { showReport } from './diagnose-actions.ts'
import { attempt } from './failure.ts'
import { fill } from './filled.ts'
import { openShellLink } from './link.ts'
import { setReachManner } from './reach-manner.ts'
import { go, paths } from './router.ts'
import { slow, useSlow } from './store.ts'
import { isUnderWay } from './transfer-view.ts'
import { setUi, toast } from './ui.ts'
import { t } from '../../language/t.ts'

/** What is known of newer versions; undefined in a browser. */
export const useUpdate = create<{ update: Update | undefined }>(() => ({ update: undefined }))

let shell: Client<typeof shellContract> | undefined

/** Shows what the desktop shell tells from now on; in a browser there is none. */
export async function runShell(): Promise<void> {
  const link = await openShellLink().catch(() => undefined)
  if (link === undefined) return
  const client = connect(shellContract, link)
  shell = client
  // All of them end with the shell.
  const follow = async <T>(items: AsyncIterable<T>, take: (item: T) => void) => {
    for await (const item of items) take(item)
  }
  follow(client.opened(undefined), take).catch(() => {})
  follow(client.update(undefined), (update) => useUpdate.setState({ update })).catch(() => {})
  tellTransfers(client)
}

export const chooseUpdate = (choice: UpdateChoice) =>
  attempt(t('Not taken.'), async () => shell?.chooseUpdate({ choice }))
export const checkForUpdate = () => attempt(t('Not looked.'), async () => shell?.checkForUpdate(undefined))

/** An update must not end a transfer, and those of the page only the page knows. */
function tellTransfers(client: Client<typeof shellContract>): void {
  let told = -1
  const tell = () => {
    const transfers = slow().sessions.flatMap((session) => session.transfers)
    const count = transfers.filter(isUnderWay).length
    if (count === told) return
    told = count
    client.transferring({ count }).catch(() => {})
  }
  tell()
  useSlow.subscribe(tell)
}

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
    text: t('A link has filled in the code. Nothing happens until you press {{button}}: do so only if you expected it.', { button }),
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
