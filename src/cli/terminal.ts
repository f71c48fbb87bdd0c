import { readFileSync } from 'node:fs'
import type { Readable } from 'node:stream'

/**
 * Standard input, unless it is a terminal that belongs to another program: a command started with `&` would be stopped
 * by the system as soon as it read from it.
 */
export function ownInput(stdin: Readable & { isTTY?: boolean } = process.stdin): Readable | undefined {
  return stdin.isTTY && !isInForeground() ? undefined : stdin
}

/** True where the system does not tell. */
function isInForeground(): boolean {
  try {
    // proc(5): after the name in brackets come state, ppid, pgrp, session, tty_nr and tpgid.
    const text = readFileSync('/proc/self/stat', 'utf8')
    const [, , group, , , foreground] = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return group === foreground
  } catch {
    return true
  }
}
