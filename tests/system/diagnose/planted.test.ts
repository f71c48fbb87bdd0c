import { describe, expect, test } from 'vitest'
import { healthyVenue, plantedFaults } from '../../support/diagnose/planted-faults.ts'
import { diagnosePlanted } from '../../support/diagnose/planted-network.ts'
import { canMakeNamespaces } from '../../support/network-namespace.ts'

/** Those whose figures come from many parts together; `npm run bench -- diagnose` plants all of them. */
const chosen = ['3 % loss each way', 'an MTU black hole', 'answers by another interface']

/** A machine that is busy with other tests brings these about by itself. */
const delays = ['jitter', 'target-slow', 'dns-slow', 'camera-slow', 'latency']

describe.runIf(canMakeNamespaces)('in a network made for it', { timeout: 160_000 }, () => {
  test.concurrent('a healthy path gives no alarm', async () => {
    const { causes, verdict } = await diagnosePlanted(healthyVenue)
    const alarms = causes.filter(({ code }) => !delays.includes(code))
    expect(alarms).toEqual([])
    if (causes.length === 0) expect(verdict).toMatch(/^The way to 10\.72\.0\.7:8554 is healthy/)
  })

  test.concurrent.for(plantedFaults.filter(({ name }) => chosen.includes(name)))(
    '$name is named first',
    async (fault) => {
      const { causes, state, endedAt, startedAt, heldUpMs } = await diagnosePlanted(fault)
      expect(causes[0]?.code).toBe(fault.code)
      expect(state).toBe('bad')
      expect(endedAt - startedAt - heldUpMs).toBeLessThan(20_000)
    },
  )
})
