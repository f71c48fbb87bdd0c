import { text } from 'node:stream/consumers'
import { Activity } from '../../../src/engines/kit/activity.ts'
import { EventQueue } from '../../../src/engines/kit/event-queue.ts'
import { SyncEngine, type SyncWork } from '../../../src/engines/sync/engine.ts'

/** Who is not equal by then never will be. */
const patienceMs = 60_000

// A device in a process of its own, that can be killed at any instant. Gets its work as JSON on stdin; says, each on a line,
// `begins`, and `equal` when everything is in place, or what it waits for.
const work = JSON.parse(await text(process.stdin)) as SyncWork
console.log('begins')
const engine = new SyncEngine(new EventQueue(), new Activity())
await engine.apply(work)
setInterval(() => {
  const [folder] = engine.snapshot().folders
  if (folder?.state === 'idle' && folder.lastScanAt > 0 && folder.peers.every(({ told }) => told))
    console.log('equal')
}, 50)
setTimeout(() => console.log(JSON.stringify(engine.snapshot())), patienceMs)
