import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'

// A real engine whose thread ends when a datagram comes to a port of its own. Which engine it is, and the file to write
// the port's number to, are told in the environment.
const { MORTAL_ENGINE, MORTAL_PORT_FILE } = process.env
const trigger = createSocket('udp4')
trigger.on('message', () => process.exit(9))
trigger.bind(0, '127.0.0.1')
await once(trigger, 'listening')
trigger.unref()
// Before the engine says anything: who hears of it can end it.
writeFileSync(MORTAL_PORT_FILE!, String(trigger.address().port))
await import(`../../../src/engines/${MORTAL_ENGINE}/index.ts`)
