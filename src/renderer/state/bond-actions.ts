import type { Bond, BondChange, Impairment, LinkSettings, Receiver } from '../../contract/bond.ts'
import { t } from '../../language/t.ts'
import { duplicateBondDraft, newBondDraft } from '../pages/bonding/bond-draft.ts'
import { withLink } from '../pages/bonding/links.ts'
import { duplicateReceiverDraft, newReceiverDraft } from '../pages/bonding/receiver-draft.ts'
import { attempt } from './failure.ts'
import { host } from './session.ts'
import { findBond, findReceiver, slow } from './store.ts'
import { newEditor, setUi, toast } from './ui.ts'

export const addBond = () => newEditor('bond', newBondDraft(slow().bonds ?? []))
export const editBond = (id: string) => setUi({ editor: { kind: 'bond', mode: 'edit', id } })
export function duplicateBond(id: string): void {
  const bond = findBond(id)
  if (bond) newEditor('bond', duplicateBondDraft(bond, slow().bonds ?? []))
}

export const addReceiver = () => newEditor('receiver', newReceiverDraft(slow().receivers ?? []))
export const editReceiver = (id: string) => setUi({ editor: { kind: 'receiver', mode: 'edit', id } })
export function duplicateReceiver(id: string): void {
  const receiver = findReceiver(id)
  if (receiver) newEditor('receiver', duplicateReceiverDraft(receiver, slow().receivers ?? []))
}

const notSwitched = (enabled: boolean) => (enabled ? t('Not started.') : t('Not stopped.'))
export const enableBond = (id: string, enabled: boolean) =>
  attempt(notSwitched(enabled), () => host().changeBond({ id, change: { enabled } }))
export const enableReceiver = (id: string, enabled: boolean) =>
  attempt(notSwitched(enabled), () => host().changeReceiver({ id, change: { enabled } }))

export const changeBond = (id: string, change: BondChange) =>
  attempt(t('Not changed.'), () => host().changeBond({ id, change }))

/** Changes what is set of one link; the bond goes on. */
export function changeLink(bondId: string, uplink: string, change: Partial<Omit<LinkSettings, 'uplink'>>) {
  const bond = findBond(bondId)
  return bond ? changeBond(bondId, { links: withLink(bond, uplink, change) }) : undefined
}

/** Begins a test on a link, or ends it with `null`. */
export const impair = (bondId: string, link: string, impairment: Impairment | null, seconds = 60) =>
  attempt(impairment ? t('The test was not started.') : t('The test was not stopped.'), async () => {
    await host().impair({ bondId, link, impairment, seconds })
    return true
  })

export async function removeBond(id: string): Promise<boolean> {
  const bond = findBond(id)
  return bond !== undefined && remove(bond, 'bond')
}
export async function removeReceiver(id: string): Promise<boolean> {
  const receiver = findReceiver(id)
  return receiver !== undefined && remove(receiver, 'receiver')
}

async function remove(of: Bond | Receiver, kind: 'bond' | 'receiver'): Promise<boolean> {
  const { id, ...settings } = of
  const done = await attempt(t('Not deleted.'), async () => {
    await (kind === 'bond' ? host().removeBonds({ ids: [id] }) : host().removeReceivers({ ids: [id] }))
    return true
  })
  if (!done) return false
  const restore = () =>
    attempt(t('Not undone.'), async () => {
      if (kind === 'bond') await host().addBond({ bond: settings as Bond })
      else await host().addReceiver({ receiver: settings as Receiver })
    })
  toast({
    kind: 'done',
    text: t('Deleted "{{name}}".', { name: of.name }),
    undo: { label: t('Undo'), run: () => void restore() },
  })
  return true
}

/** Switches all bonds and receivers on or off. */
export async function enableAllBonds(enabled: boolean): Promise<void> {
  const { bonds = [], receivers = [] } = slow()
  await Promise.all([
    ...bonds.map(({ id }) => enableBond(id, enabled)),
    ...receivers.map(({ id }) => enableReceiver(id, enabled)),
  ])
  toast({
    kind: 'done',
    text: enabled ? t('All bonds and receivers are started.') : t('All bonds and receivers are stopped.'),
  })
}

/** Puts a text where it can be pasted from. */
export async function copyText(text: string): Promise<void> {
  const done = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  )
  toast(
    done || copyBySelection(text)
      ? { kind: 'done', text: t('Copied.') }
      : { kind: 'error', text: t('Not copied. Select the text and copy it by hand.') },
  )
}

/** The old way, which needs no permission but a click. */
function copyBySelection(text: string): boolean {
  const box = document.createElement('textarea')
  box.value = text
  box.className = 'sr-only'
  const before = document.activeElement
  document.body.append(box)
  box.select()
  const done = document.execCommand('copy')
  box.remove()
  if (before instanceof HTMLElement) before.focus()
  return done
}
