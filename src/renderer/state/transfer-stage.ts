import { create } from 'zustand'
import type { Picked } from '../transfer/client.ts'
import { addPicked, withoutTop } from './picking.ts'

/** What has been chosen to be sent, before somebody says to whom. */
export interface Stage {
  picked: readonly Picked[]
  text: string
  /** A text is to be sent too, though it may be empty still. */
  hasText: boolean
  /** Folders that were dropped are being read. */
  reading: boolean
  /** The device it goes to unless another is chosen; empty if none suggests itself. */
  peerId: string
}
const empty: Stage = { picked: [], text: '', hasText: false, reading: false, peerId: '' }

export const useStage = create<Stage>(() => empty)
export const stage = useStage.getState
export const setStage = useStage.setState
export const clearStage = () => setStage(empty)

/** Throws when these are too many. */
export const stageFiles = (fresh: readonly Picked[]) => setStage({ picked: addPicked(stage().picked, fresh) })
export const unstage = (name: string) => setStage({ picked: withoutTop(stage().picked, name) })
export const stageText = (text: string) => setStage({ text, hasText: true })
export const isStaged = ({ picked, hasText }: Pick<Stage, 'picked' | 'hasText'>) =>
  picked.length > 0 || hasText
