import { DiskSource } from '../../../src/host/transfers/disk-source.ts'
import { carry, manifestOf, never, sinkInto } from './carry.ts'

/** Receives into a folder until it is killed, or told to close, and tells how many blocks have come: node receiving-process.ts FROM TO BLOCKS */
const [, , from = '', to = '', blocks = ''] = process.argv
const source = await DiskSource.open([from])
const sink = sinkInto(to)
const progress = await sink.open(await manifestOf(source), never)
process.send!({ whole: progress.whole.length, partial: progress.partial.size })
const most = Number(blocks) || Number.POSITIVE_INFINITY
let last = 0
await carry(source, sink, progress, {
  until(sent) {
    if (sent > last && most === Number.POSITIVE_INFINITY) process.send!(sent)
    last = sent
    return sent >= most
  },
})
process.send!('carried')
process.once('message', async () => {
  await sink.close(true)
  process.disconnect()
})
