import { Fault } from '../../wire/fault.ts'
import { fromBase64, toBase64 } from '../base64.ts'
import type { Progress } from '../files.ts'
import type { BlockMap } from './block-map.ts'
import type { ControlMessage } from './control-messages.ts'
import { limits } from './limits.ts'

type Have = Extract<ControlMessage, { type: 'have' }>
/** Bytes of a bitmap in one message. */
const sliceBytes = 8 * 1024
const runsPerPage = 1024

/** What is there from before, as messages of bounded size. */
export function* havePages(transfer: number, { whole, partial }: Progress): Generator<Have> {
  let page: Have = { type: 'have', transfer, whole: [], partial: [] }
  for (const run of runsOf(whole)) {
    page.whole.push(run)
    if (page.whole.length < runsPerPage) continue
    yield page
    page = { type: 'have', transfer, whole: [], partial: [] }
  }
  let bytes = 0
  for (const [file, bits] of partial) {
    for (let at = 0; at < bits.length; at += sliceBytes) {
      const slice = bits.subarray(at, at + sliceBytes)
      page.partial.push([file, at * 8, toBase64(slice)])
      bytes += slice.length + 16
      if (bytes < sliceBytes) continue
      yield page
      page = { type: 'have', transfer, whole: [], partial: [] }
      bytes = 0
    }
  }
  if (page.whole.length > 0 || page.partial.length > 0) yield page
}

function* runsOf(files: readonly number[]): Generator<[number, number]> {
  let run: [number, number] | undefined
  for (const file of [...files].sort((a, b) => a - b)) {
    if (run && file === run[0] + run[1]) run[1]++
    else {
      if (run) yield run
      run = [file, 1]
    }
  }
  if (run) yield run
}

/** Calls for each file and block that a page names. Throws `transfer-protocol` for those that there are not. */
export function readHavePage(
  page: Have,
  map: BlockMap,
  isFile: (file: number) => boolean,
  take: { whole(file: number): void; block(file: number, block: number): void },
): void {
  for (const [first, count] of page.whole) {
    if (count > limits.entries) throw unknownFile()
    for (let file = first; file < first + count; file++) {
      if (!isFile(file)) throw unknownFile()
      take.whole(file)
    }
  }
  for (const [file, from, text] of page.partial) {
    if (!isFile(file)) throw unknownFile()
    const bits = fromBase64(text)
    if (bits === undefined) throw new Fault('transfer-protocol', 'What is there is malformed.')
    const blocks = map.blocks(file)
    for (let place = 0; place < bits.length * 8; place++) {
      if ((bits[place >> 3]! & (1 << (place & 7))) === 0) continue
      if (from + place >= blocks) throw unknownFile()
      take.block(file, from + place)
    }
  }
}

const unknownFile = () => new Fault('transfer-protocol', 'The other side has what was not offered to it.')
