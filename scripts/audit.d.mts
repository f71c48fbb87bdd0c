import type { Lock, Manifest } from './licences.mjs'

export const withoutIntegrity: readonly string[]
export function lockProblems(
  lock: Lock,
  manifest: Manifest,
  shipped: readonly string[],
  missing?: readonly string[],
): string[]
export interface Audit {
  answered: boolean
  why: string
  found: { name: string; severity: string; isShipped: boolean }[]
  problems: string[]
}
export function readAudit(text: string, shipped: readonly string[]): Audit
export function runAudit(root: string): Promise<string>
