import type { Endpoint } from '../../contract/rule.ts'
import type {
  Allow,
  AllowInput,
  TunnelConnection,
  TunnelRequest,
  Way,
  WayChange,
} from '../../contract/tunnel.ts'
import { t } from '../../language/t.ts'
import { newAllowDraft } from '../pages/tunnel/allow-draft.ts'
import { newCodeDraft } from '../pages/tunnel/code-draft.ts'
import { duplicateWayDraft, newWayDraft } from '../pages/tunnel/way-draft.ts'
import { attempt, failureText } from './failure.ts'
import { setReachManner } from './reach-manner.ts'
import { go, paths } from './router.ts'
import { host } from './session.ts'
import { findWay, slow } from './store.ts'
import { isUp, type Party, partyOf } from './tunnel-view.ts'
import { newEditor, setUi, toast } from './ui.ts'

/** Whom a new way is for when nobody says: the only one there is, or nobody. */
function likelyParty(): string {
  const tubes = Object.values(slow().tubeViews).filter(isUp).map(partyOf)
  const all = tubes.length > 0 ? tubes : (slow().peers ?? []).map(({ id }) => id)
  return all.length === 1 ? all[0]! : ''
}

export const addWay = (party = likelyParty()) => newEditor('way', newWayDraft(party))
export const editWay = (id: string) => setUi({ editor: { kind: 'way', mode: 'edit', id } })
export function duplicateWay(id: string): void {
  const way = findWay(id)
  if (way) newEditor('way', duplicateWayDraft(way))
}
export const changeWay = (id: string, change: WayChange) =>
  attempt(t('Not changed.'), () => host().changeWay({ id, change }))

/** Undoing adds it again as it was. */
export async function removeWay({ id, ...way }: Way): Promise<void> {
  const done = await attempt(t('Not deleted.'), async () => {
    await host().removeWays({ ids: [id] })
    return true
  })
  if (done)
    toast({
      kind: 'done',
      text: t('Deleted "{{name}}".', { name: way.name }),
      undo: { label: t('Undo'), run: () => void attempt(t('Not undone.'), () => host().addWay({ way })) },
    })
}

export async function enableAllWays(enabled: boolean): Promise<void> {
  const all = (slow().tunnel?.ways ?? []).filter((way) => way.enabled !== enabled)
  await attempt(enabled ? t('Not switched on.') : t('Not switched off.'), async () => {
    for (const { id } of all) await host().changeWay({ id, change: { enabled } })
  })
}

export const addAllow = (party = '') => newEditor('allow', newAllowDraft(party))
export const editAllow = (id: string) => setUi({ editor: { kind: 'allow', mode: 'edit', id } })
export const changeAllow = (id: string, change: Partial<AllowInput>) =>
  attempt(t('Not changed.'), () => host().changeAllow({ id, change }))

/** What went by it is cut at once. */
export async function removeAllow({ id, ...allow }: Allow): Promise<void> {
  const done = await attempt(t('Not removed.'), async () => {
    await host().removeAllow({ ids: [id] })
    return true
  })
  if (done)
    toast({
      kind: 'done',
      text: t('{{target}} is no longer allowed.', { target: allow.target }),
      undo: { label: t('Undo'), run: () => void attempt(t('Not undone.'), () => host().addAllow({ allow })) },
    })
}

export async function answerRequest({ id, target, peerName }: TunnelRequest, allow: boolean): Promise<void> {
  const done = await attempt(t('Not answered.'), async () => {
    await host().answerTunnelRequest({ id, allow })
    return true
  })
  if (done && allow)
    toast({
      kind: 'done',
      text: t('{{target}} is allowed for {{peerName}}.', {
        target,
        peerName: peerName || t('the other side'),
      }),
    })
}

/** Lets somebody in: first it is said what he may do. */
export const openCode = () => newEditor('tunnel-code', newCodeDraft())

/** Shows the page, with the field for a code ready to be typed into. */
export function enterTunnelCode(): void {
  setReachManner('code')
  go(paths.tunnel)
  setTimeout(() => document.querySelector<HTMLElement>('[data-field=code]')?.focus(), 60)
}

/** What is wrong with the code, where that can be told at once. */
export async function joinCode(code: string, at: Endpoint | undefined): Promise<string | undefined> {
  try {
    await host().joinTunnelCode(at ? { code, at } : { code })
  } catch (error) {
    return failureText(error)
  }
}

export const connectTo = (peerId: string) =>
  attempt(t('Not connected.'), () => host().connectTunnel({ id: peerId }))

/** Shows how it goes meanwhile. */
export function openTunnelTo(peerId: string): void {
  go(paths.tube(peerId))
  const tube = Object.values(slow().tubeViews).find((one) => one.peerId === peerId)
  if (tube === undefined || tube.state === 'ended' || tube.state === 'waiting') void connectTo(peerId)
}

/** Those who were connected through it are cut off. */
export async function closeTube({ tube, name }: Pick<Party, 'tube' | 'name'>): Promise<void> {
  if (tube === undefined) return
  const waited = tube.state === 'calling' && tube.by === 'code'
  const over = tube.state === 'ended'
  const done = await attempt(t('Not closed.'), async () => {
    await host().closeTunnels({ ids: [tube.id] })
    return true
  })
  if (!done || over) return
  const { peerId } = tube
  toast({
    kind: 'done',
    text: waited
      ? t('The code holds no longer.')
      : t('The tube to {{name}} is closed.', { name: name || t('the other side') }),
    ...(peerId && { undo: { label: t('Connect again'), run: () => void connectTo(peerId) } }),
  })
}

export const closeConnection = ({ tubeId, number }: Pick<TunnelConnection, 'tubeId' | 'number'>) =>
  attempt(t('Not closed.'), () => host().closeTunnelConnection({ tubeId, number }))

export const editTunnel = () => setUi({ editor: { kind: 'tunnel', mode: 'edit', id: 'tunnel' } })
