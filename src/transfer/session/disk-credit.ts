import type { Lane } from './lane.ts'

/** Blocks that wait for the disk, up to which what comes is acknowledged at once; bytes. */
const backlogLimit = 4 * 1024 * 1024

/**
 * Decides when what came is acknowledged: at once while the disk keeps up, otherwise when it has caught up. That cannot
 * wait for blocks to be whole, for a window may be smaller than a block and the rest of it come by another lane.
 */
export class DiskCredit {
  #backlog = 0
  #lanes: Lane[] = []
  #bytes: number[] = []

  /** Bytes that the disk has been given and not taken. */
  get backlogBytes(): number {
    return this.#backlog
  }

  arrived(lane: Lane, bytes: number): void {
    const isBehind = this.#backlog > backlogLimit
    lane.setBehind(isBehind)
    if (!isBehind) return lane.taken(bytes)
    this.#lanes.push(lane)
    this.#bytes.push(bytes)
  }

  writing(bytes: number): void {
    this.#backlog += bytes
  }

  written(bytes: number): void {
    this.#backlog -= bytes
    if (this.#backlog > backlogLimit || this.#lanes.length === 0) return
    const lanes = this.#lanes
    const waiting = this.#bytes
    this.#lanes = []
    this.#bytes = []
    lanes.forEach((lane, place) => {
      lane.setBehind(false)
      lane.taken(waiting[place]!)
    })
  }
}
