// The least that a forwarder can be, in a process of its own: what is late here was made late by the machine.
import { type AddressInfo, connect, createServer } from 'node:net'

const target = Number(process.argv[2])
const server = createServer({ noDelay: true }, (near) => {
  const far = connect({ host: '127.0.0.1', port: target, noDelay: true })
  for (const [from, into] of [
    [near, far],
    [far, near],
  ] as const) {
    from.on('error', () => {})
    from.on('close', () => into.destroy())
    from.pipe(into)
  }
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
