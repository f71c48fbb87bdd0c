import { expect, test } from 'vitest'
import { allowTargetSchema } from '../../../src/contract/tunnel.ts'
import { parseAllowTarget } from '../../../src/engines/tunnel/net/allow-target.ts'

const fits = (target: string) => allowTargetSchema.safeParse(target).success

test('hosts and ports as people write them are taken, and the engine understands them', () => {
  for (const target of [
    '10.0.0.0/24:554,80',
    'camera.lan:*',
    '*.lan:1-65535',
    '[fd00::/8]:8000-8100',
    '*:443',
  ]) {
    expect(fits(target), target).toBe(true)
    expect(parseAllowTarget(target), target).toBeDefined()
  }
})

test('a rule that could never match is refused where it is written', () => {
  for (const target of [
    '10.0.0.0/33:80',
    '[fd00::/129]:1',
    '300.1.1.1:80',
    'x:70000',
    'a:9-8',
    'a',
    'a:',
    'a b:1',
  ])
    expect(fits(target), target).toBe(false)
})
