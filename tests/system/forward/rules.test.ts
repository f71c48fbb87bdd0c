import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { dial, EngineHarness, listen, readAll } from '../../support/forward-engine.ts'
import { freePort, freePorts } from '../../support/free-port.ts'

const greet = (text: string) => listen((socket) => socket.end(text))

test('a viewer is held while the target is down, and served as soon as it is back', async () => {
  const port = await freePort()
  await using engine = new EngineHarness()
  const rule = await engine.add({ host: '127.0.0.1', port })
  const viewer = await dial(rule.listen.port)
  viewer.write('hello')
  await engine.until(() => engine.state(rule.id) === 'holding')
  await using target = await listen(
    (socket) => socket.once('data', (bytes) => socket.end(`got ${bytes}`)),
    port,
  )
  expect(String(await readAll(viewer))).toBe('got hello')
  expect(target.port).toBe(port)
  expect(engine.events.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['target-refused', 'target-back']),
  )
})

test('a viewer is not held longer than the rule says', async () => {
  await using engine = new EngineHarness()
  const rule = await engine.add({ host: '127.0.0.1', port: await freePort() }, { holdMs: 400 })
  const viewer = await dial(rule.listen.port)
  viewer.resume()
  await once(viewer, 'close')
  await engine.until(() => engine.column(rule.id, 'connections') === 0)
})

test('changing a name, a policy or the target leaves connections alone', async () => {
  await using first = await listen((socket) => socket.pipe(socket))
  await using second = await greet('second')
  await using engine = new EngineHarness()
  const rule = await engine.add(first)
  const viewer = await dial(rule.listen.port)
  viewer.write('one')
  expect(String((await once(viewer, 'data'))[0])).toBe('one')
  const target = { host: second.host, port: second.port }
  await engine.change(rule, { name: 'renamed', slowViewer: 'disconnect', target })
  viewer.write('two')
  expect(String((await once(viewer, 'data'))[0])).toBe('two')
  expect(String(await readAll(await dial(rule.listen.port)))).toBe('second')
  viewer.destroy()
})

test('a rule that is switched off ends its connections and frees its port', async () => {
  await using target = await listen(() => {})
  await using engine = new EngineHarness()
  const rule = await engine.add(target)
  const viewer = await dial(rule.listen.port)
  viewer.resume()
  const closed = once(viewer, 'close')
  // The system resets one that nobody has accepted yet.
  await engine.until(() => engine.column(rule.id, 'connections') === 1)
  await engine.change(rule, { enabled: false })
  await closed
  await using again = await listen(() => {}, rule.listen.port)
  expect(again.port).toBe(rule.listen.port)
})

test('a rule removed or added leaves the others untouched', async () => {
  await using target = await listen((socket) => socket.pipe(socket))
  await using engine = new EngineHarness()
  const kept = await engine.add(target)
  const viewer = await dial(kept.listen.port)
  await engine.add(target)
  await engine.apply([kept])
  viewer.write('still here')
  expect(String((await once(viewer, 'data'))[0])).toBe('still here')
  viewer.destroy()
})

test('a range maps its ports one to one', async () => {
  const [base, port] = [await freePorts(2), await freePorts(2)]
  await using first = await listen((socket) => socket.end('first'), base)
  await using second = await listen((socket) => socket.end('second'), base + 1)
  await using engine = new EngineHarness()
  const rule = await engine.add(first, { portCount: 2, listen: { host: '127.0.0.1', port } })
  expect(String(await readAll(await dial(rule.listen.port)))).toBe('first')
  expect(String(await readAll(await dial(rule.listen.port + 1)))).toBe('second')
  expect(second.port).toBe(base + 1)
})

test('sources that are not allowed are refused, counted, and told of', async () => {
  await using target = await greet('hello')
  await using engine = new EngineHarness()
  const rule = await engine.add(target, { allowedSources: ['10.0.0.0/8'] })
  const viewer = await dial(rule.listen.port).catch(() => undefined)
  viewer?.resume()
  await engine.until(() => engine.column(rule.id, 'rejected') === 1)
  await engine.until(() => engine.events.some(({ code }) => code === 'source-denied'))
  await engine.change(rule, { allowedSources: ['127.0.0.1'] })
  expect(String(await readAll(await dial(rule.listen.port)))).toBe('hello')
})

test('the connection limits hold', async () => {
  await using target = await listen(() => {})
  await using engine = new EngineHarness()
  const rule = await engine.add(target, { maxConnections: 2 })
  const viewers = [await dial(rule.listen.port), await dial(rule.listen.port), await dial(rule.listen.port)]
  await engine.until(() => engine.column(rule.id, 'rejected') === 1)
  await engine.until(() => engine.column(rule.id, 'connections') === 2)
  for (const viewer of viewers) viewer.destroy()
})

test('the rate limit holds', async () => {
  await using target = await listen((socket) => socket.end(Buffer.alloc(1_500_000)))
  await using engine = new EngineHarness()
  const rule = await engine.add(target, { rateLimit: 1_000_000 })
  const started = performance.now()
  expect((await readAll(await dial(rule.listen.port))).length).toBe(1_500_000)
  expect(performance.now() - started).toBeGreaterThan(1000)
})

test('the target learns the viewer address by the PROXY protocol', async () => {
  const heads: Buffer[] = []
  await using target = await listen((socket) =>
    socket.once('data', (bytes: Buffer) => {
      heads.push(bytes)
      socket.end()
    }),
  )
  await using engine = new EngineHarness()
  const rule = await engine.add(target, { proxyProtocol: 'v1' })
  const viewer = await dial(rule.listen.port)
  const port = viewer.localPort
  viewer.resume()
  await once(viewer, 'close')
  expect(String(heads[0])).toBe(`PROXY TCP4 127.0.0.1 127.0.0.1 ${port} ${rule.listen.port}\r\n`)
})

test('the next target serves while the first is down', async () => {
  await using spare = await greet('spare')
  await using engine = new EngineHarness()
  const down = { host: '127.0.0.1', port: await freePort() }
  const rule = await engine.add(down, { failover: [{ host: spare.host, port: spare.port }] })
  expect(String(await readAll(await dial(rule.listen.port)))).toBe('spare')
})

test('a port that is in use is told of with its holder and a free one, and taken once it is free', async () => {
  await using target = await greet('hello')
  await using engine = new EngineHarness()
  const holder = await listen(() => {})
  const taken = { host: '127.0.0.1', port: holder.port }
  const { problems } = await engine.client.check({
    rule: { name: 'r', listen: taken, target: { host: 'camera', port: 554 } },
  })
  expect(problems[0]).toMatchObject({ path: 'listen.port', level: 'error', code: 'port-in-use' })
  expect(problems[0]?.message).toContain(`process ${process.pid}`)
  expect(problems[0]?.suggestion).toBeGreaterThan(holder.port)
  const rule = await engine.add(target, { listen: taken })
  await engine.until(() => engine.state(rule.id) === 'failed')
  // It is tried again and again, and told once.
  const states = new Set<string | undefined>()
  for (let again = 0; again < 3; again++) {
    await engine.client.probe()
    const before = engine.latest
    await engine.until(() => engine.latest !== before)
    states.add(engine.state(rule.id))
  }
  expect([...states]).toEqual(['failed'])
  await holder[Symbol.asyncDispose]()
  await engine.until(() => engine.state(rule.id) === 'ready')
  const told = engine.events.map(({ code }) => code)
  expect(told.filter((code) => code === 'port-in-use')).toHaveLength(1)
  expect(String(await readAll(await dial(rule.listen.port)))).toBe('hello')
})

test('datagrams find their way there and back, each client with a session of its own', async () => {
  const echo = createSocket('udp4')
  echo.on('message', (bytes, from) => echo.send(bytes, from.port, from.address))
  echo.bind(0, '127.0.0.1')
  await once(echo, 'listening')
  await using engine = new EngineHarness()
  const rule = await engine.add({ host: '127.0.0.1', port: echo.address().port }, { protocol: 'udp' })
  const clients = [createSocket('udp4'), createSocket('udp4')]
  for (const [index, client] of clients.entries()) {
    const answer = once(client, 'message')
    client.send(`hello ${index}`, rule.listen.port, '127.0.0.1')
    expect(String((await answer)[0])).toBe(`hello ${index}`)
  }
  await engine.until(() => engine.column(rule.id, 'connections') === 2)
  for (const socket of [...clients, echo]) socket.close()
})

test('draining stops listening at once and lets connections finish', async () => {
  await using target = await listen((socket) => {
    setTimeout(() => socket.end('the end'), 800)
  })
  await using engine = new EngineHarness()
  const rule = await engine.add(target)
  const viewer = await dial(rule.listen.port)
  // Before that the connection is the system's, which ends it together with the listening socket.
  await engine.until(() => engine.column(rule.id, 'connections') === 1)
  const drained = engine.client.drain({ deadlineMs: 5000 })
  const refused = async () => {
    const late = await dial(rule.listen.port).catch((error) => error.code as string)
    if (late === 'ECONNREFUSED') return true
    if (typeof late === 'object') late.destroy()
    return false
  }
  while (!(await refused()));
  expect(String(await readAll(viewer))).toBe('the end')
  await drained
})

test('a connection can be ended by hand', async () => {
  await using target = await listen(() => {})
  await using engine = new EngineHarness()
  const rule = await engine.add(target)
  await engine.client.look({ ruleIds: [rule.id] })
  const viewer = await dial(rule.listen.port)
  viewer.resume()
  await engine.until(() => engine.latest?.details[0]?.connections.length === 1)
  const [connection] = engine.latest!.details[0]!.connections
  const closed = once(viewer, 'close')
  await engine.client.disconnect({ ruleId: rule.id, connectionId: connection!.id })
  await closed
  await expect(engine.client.disconnect({ ruleId: rule.id, connectionId: 999 })).rejects.toMatchObject({
    code: 'connection-unknown',
  })
})
