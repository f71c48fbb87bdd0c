export interface LockEntry {
  version?: string
  license?: string
  integrity?: string
  resolved?: string
  link?: boolean
  deprecated?: string
  hasInstallScript?: boolean
  dev?: boolean
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}
export interface Lock {
  lockfileVersion: number
  packages: Record<string, LockEntry>
}
export interface Manifest {
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  allowScripts?: Record<string, boolean>
}
export const fileName: string
export const allowedShipped: readonly string[]
export const allowedTools: readonly string[]
export function isAllowed(expression: string, allowed: readonly string[]): boolean
export function nameOf(path: string): string
export function importedPackages(folder: string): Set<string>
export function shippedPaths(lock: Lock, manifest: Manifest, imported: Iterable<string>): string[]
export function readPackage(
  root: string,
  path: string,
): { name: string; version: string; license: string; by: string; at: string; texts: string[] } | undefined
export function isCopyleft(text: string): boolean
export function thirdPartyText(root: string): string
