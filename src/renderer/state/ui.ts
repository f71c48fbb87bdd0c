import { create } from 'zustand'
import { t } from '../../language/t.ts'
import type { BondDraft } from '../pages/bonding/bond-draft.ts'
import type { ReceiverDraft } from '../pages/bonding/receiver-draft.ts'
import type { DiagnoseDraft } from '../pages/diagnose/settings-draft.ts'
import type { RuleDraft } from '../pages/forwarding/draft.ts'
import type { ObserveDraft } from '../pages/settings/observe-draft.ts'
import type { FolderDraft } from '../pages/sync/folder-draft.ts'
import type { SyncDraft } from '../pages/sync/settings-draft.ts'
import type { TransferDraft } from '../pages/transfer/settings-draft.ts'
import type { AllowDraft } from '../pages/tunnel/allow-draft.ts'
import type { CodeDraft } from '../pages/tunnel/code-draft.ts'
import type { TunnelDraft } from '../pages/tunnel/settings-draft.ts'
import type { WayDraft } from '../pages/tunnel/way-draft.ts'

export type Toast = {
  id: number
  kind: 'done' | 'error'
  text: string
  /** A fault's code, for those who look it up. */
  code?: string
  undo?: { label: string; run: () => void }
}

/** A side panel: adding, with what to begin with, or changing what has that id. */
export type EditorOf<K extends string, D> =
  | { kind: K; mode: 'add'; draft: D; key: number }
  | { kind: K; mode: 'edit'; id: string; draft?: D }
export type Editor =
  | EditorOf<'rule', RuleDraft>
  | EditorOf<'bond', BondDraft>
  | EditorOf<'receiver', ReceiverDraft>
  | EditorOf<'folder', FolderDraft>
  | EditorOf<'sync', SyncDraft>
  | EditorOf<'transfer', TransferDraft>
  | EditorOf<'way', WayDraft>
  | EditorOf<'allow', AllowDraft>
  | EditorOf<'tunnel-code', CodeDraft>
  | EditorOf<'tunnel', TunnelDraft>
  | EditorOf<'diagnose', DiagnoseDraft>
  | EditorOf<'observe', ObserveDraft>

/** What is asked of one folder, in a dialog of its own. */
export type FolderDialog = { ask: 'verify' | 'dry-run'; folderId: string }
/** What is asked about all settings, or about a profile, in a dialog of its own. */
export type SettingsDialog =
  | { ask: 'import'; name: string; text: string }
  /** Of all settings, or of one profile. */
  | { ask: 'export'; profileId?: string }
  | { ask: 'switch'; profileId: string }
  /** A new profile, or another name for one. */
  | { ask: 'name'; profileId?: string }
/** How a pairing begins: with a code shown here, one typed here, or a device found on the network. */
export type PairingStep = 'show' | 'enter' | 'found'

/** What is open on top of the page. */
export interface Ui {
  editor: Editor | undefined
  palette: boolean
  shortcuts: boolean
  /** The text of a rules file about to be imported, and its name. */
  importing: { name: string; text: string } | undefined
  folderDialog: FolderDialog | undefined
  settingsDialog: SettingsDialog | undefined
  pairing: PairingStep | undefined
  toasts: readonly Toast[]
}
export const useUi = create<Ui>(() => ({
  editor: undefined,
  palette: false,
  shortcuts: false,
  importing: undefined,
  folderDialog: undefined,
  settingsDialog: undefined,
  pairing: undefined,
  toasts: [],
}))
export const setUi = useUi.setState

let draftKey = 0
type Drafts = { [E in Editor as E['kind']]: NonNullable<E['draft']> }
/** Opens the side panel to add something. */
export const newEditor = <K extends Editor['kind']>(kind: K, draft: Drafts[K]) =>
  setUi({ editor: { kind, mode: 'add', draft, key: ++draftKey } as Editor })

/** Closes the side panel; with something unsaved, offers to go on with it. */
export function closeEditor(reopen: Editor | undefined, unsaved: string): void {
  setUi({ editor: undefined })
  if (reopen)
    toast({
      kind: 'done',
      text: unsaved,
      undo: { label: t('Go on editing'), run: () => setUi({ editor: reopen }) },
    })
}

let nextToast = 1
const toastsKept = 4
export function toast(message: Omit<Toast, 'id'>): void {
  const id = nextToast++
  const again = ({ kind, text }: Toast) => kind === message.kind && text === message.text
  setUi(({ toasts }) => ({
    toasts: [...toasts.filter((old) => !again(old)), { ...message, id }].slice(-toastsKept),
  }))
  setTimeout(() => dismiss(id), message.undo || message.kind === 'error' ? 12_000 : 4000)
}
export const dismiss = (id: number) =>
  setUi(({ toasts }) => ({ toasts: toasts.filter((other) => other.id !== id) }))
