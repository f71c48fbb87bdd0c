import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const stateSchema = z.object({
  x: z.int().optional(),
  y: z.int().optional(),
  width: z.int().min(200).max(20_000),
  height: z.int().min(100).max(20_000),
  maximized: z.boolean().default(false),
  /** It was there when Hawser was quit; of the compact window. */
  open: z.boolean().optional(),
})
export type WindowState = z.output<typeof stateSchema>

export type Area = { x: number; y: number; width: number; height: number }

/** Of a window that was never there before. */
export const firstState: WindowState = { width: 1280, height: 820, maximized: false }
/** So much of the title bar must lie on a screen, else the window could not be moved back. */
const graspable = { width: 120, height: 40 }

/** Where the window was, if that place still lies on one of the screens; else only how large it was. */
export function restoreState(
  text: string | undefined,
  screens: readonly Area[],
  first = firstState,
): WindowState {
  const read = stateSchema.safeParse(parse(text))
  if (!read.success) return first
  const { x, y, ...size } = read.data
  if (x === undefined || y === undefined) return size
  const visible = screens.some(
    (screen) =>
      x + size.width >= screen.x + graspable.width &&
      x <= screen.x + screen.width - graspable.width &&
      y >= screen.y &&
      y <= screen.y + screen.height - graspable.height,
  )
  return visible ? { x, y, ...size } : size
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

export function readState(file: string, screens: readonly Area[], first = firstState): WindowState {
  try {
    return restoreState(readFileSync(file, 'utf8'), screens, first)
  } catch {
    return first
  }
}

/** Losing the place of a window is not worth a message. */
export function writeState(file: string, state: WindowState): void {
  try {
    writeFileSync(file, JSON.stringify(state))
  } catch {}
}
