import type { Peer } from '../../contract/peers.ts'
import type { Endpoint } from '../../contract/rule.ts'
import { t } from '../../language/t.ts'
import { Fault } from '../../wire/index.ts'
import { attempt, tellFailure } from './failure.ts'
import { host } from './session.ts'
import { slow } from './store.ts'
import { type PairingStep, setUi, toast } from './ui.ts'

export const startPairing = (step: PairingStep) => setUi({ pairing: step })

const minutesOpen = 5
export const openPairing = () =>
  attempt(t('Not opened for pairing.'), () => host().openPairing({ minutes: minutesOpen }))
export const cancelPairing = () => attempt(t('Not ended.'), () => host().cancelPairing(undefined))
/** Begins to pair; what is wrong with the code, where that can be told at once. */
export async function pair(code: string, at: Endpoint | undefined): Promise<string | undefined> {
  try {
    await host().pair(at ? { code, at } : { code })
  } catch (error) {
    if (error instanceof Fault && error.code === 'invalid') return error.message
    tellFailure(t('Not paired.'), error)
  }
}
export const confirmPairing = (same: boolean) =>
  attempt(t('Not confirmed.'), async () => {
    await host().confirmPairing({ same })
    return true
  })

/** A device found on the network; the dialog shows how it goes. */
export async function pairFound(id: string): Promise<void> {
  const begun = await attempt(t('Not paired.'), () => host().pairFound({ id }))
  if (begun) startPairing('found')
}

export const renameSelf = (name: string) =>
  attempt(t('Not renamed.'), async () => {
    await host().renameSelf({ name })
    return true
  })

export const changePeer = (id: string, change: Partial<Pick<Peer, 'name' | 'addresses'>>) =>
  attempt(t('Not changed.'), () => host().changePeer({ id, change }))

export async function revokePeer({ id, name }: Pick<Peer, 'id' | 'name'>): Promise<boolean> {
  const done = await attempt(t('Not revoked.'), async () => {
    await host().revokePeers({ ids: [id] })
    return true
  })
  if (done) toast({ kind: 'done', text: t('"{{name}}" is no longer trusted.', { name }) })
  return done === true
}

/** The folders that a device shares with this one. */
export const foldersWith = (peerId: string) =>
  (slow().folders ?? []).filter(({ peers }) => peers.includes(peerId))

/** What ends at once when a device is revoked. */
export function revocationEffects(name: string, folders: readonly { name: string }[]): string[] {
  const shared =
    folders.length === 0
      ? t('It shares no folder with this one.')
      : t('{{count}} folders are no longer shared with it: {{folders}}.', {
          count: folders.length,
          folders: folders.map((folder) => folder.name).join(', '),
        })
  return [
    t('Every connection with {{name}} is cut in this moment, running transfers too.', { name }),
    shared,
    t('What {{name}} has already received stays there; what came from it stays here.', { name }),
    t('To trust it again, pair it again.'),
  ]
}
