import { create } from 'zustand'
import type { RuleDraft } from '../pages/forwarding/draft.ts'

export type Toast = {
  id: number
  kind: 'done' | 'error'
  text: string
  /** A fault's code, for those who look it up. */
  code?: string
  undo?: { label: string; run: () => void }
}

/** What is open on top of the page. */
export interface Ui {
  /** The side panel: adding, with what to begin with, or changing a rule. */
  editor:
    | { mode: 'add'; draft: RuleDraft; key: number }
    | { mode: 'edit'; ruleId: string; draft?: RuleDraft }
    | undefined
  palette: boolean
  shortcuts: boolean
  /** The text of a rules file about to be imported, and its name. */
  importing: { name: string; text: string } | undefined
  toasts: readonly Toast[]
}
export const useUi = create<Ui>(() => ({
  editor: undefined,
  palette: false,
  shortcuts: false,
  importing: undefined,
  toasts: [],
}))
export const setUi = useUi.setState

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
