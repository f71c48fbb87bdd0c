import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Below those that a system gives to whoever does not care (from 32768 on Linux, from 49152 elsewhere): what is free when it
 * is chosen is not given away before it is used.
 */
const [lowest, count] = [10_000, 20_000]
const chosen = new Set<number>()

/** A port that nobody has, of TCP and of UDP, whatever the address. None is told twice in a process. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * count)
    if (chosen.has(port)) continue
    chosen.add(port)
    if ((await isFreeOfTcp(port)) && (await isFreeOfUdp(port))) return port
  }
}

/** The first of so many ports in a row that nobody has. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = await freePort()
    const others = Array.from({ length: count - 1 }, (_, place) => first + 1 + place)
    const areFree = await Promise.all(
      others.map(async (port) => (await isFreeOfTcp(port)) && (await isFreeOfUdp(port))),
    )
    if (!areFree.every(Boolean)) continue
    for (const port of others) chosen.add(port)
    return first
  }
}

async function isFreeOfTcp(port: number): Promise<boolean> {
  const server = createServer().listen(port)
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}

async function isFreeOfUdp(port: number): Promise<boolean> {
  const socket = createSocket('udp4')
  try {
    socket.bind(port)
    await once(socket, 'listening')
    return true
  } catch {
    return false
  } finally {
    socket.close()
  }
}
