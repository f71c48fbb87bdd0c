import { encodeInstruction } from '../../src/engines/tunnel/guacamole/encode.ts'
import type { InstructionView } from '../../src/engines/tunnel/guacamole/instruction.ts'
import { SessionObserver } from '../../src/engines/tunnel/guacamole/observer.ts'
import { type InstructionHandler, InstructionParser } from '../../src/engines/tunnel/guacamole/parser.ts'
import type { Goal, Row } from '../forward/table.ts'
import { best, type Case, sink } from './best.ts'

/** Instructions, and what a Rust implementation publishes for texts of such languages, ns. */
const texts: [string, [string, ...string[]], number][] = [
  ['ASCII', ['name', 'hello world 1234'], 371],
  ['French', ['name', 'déjà vu été à Noël '], 630],
  ['German', ['name', 'Grüße aus München '], 623],
  ['Japanese', ['name', 'こんにちは世界日'], 599],
  ['Chinese', ['name', '你好世界测试'], 490],
  ['key', ['key', '65507', '1'], Number.NaN],
  ['mouse', ['mouse', '1024', '768', '1'], Number.NaN],
  ['sync', ['sync', '1699999999999', '1'], Number.NaN],
  ['blob of 8 KB', ['blob', '1', 'A'.repeat(8064)], Number.NaN],
]

class Offsets implements InstructionHandler {
  instruction(view: InstructionView): void {
    sink[0]! += view.end - view.startOf(0)
  }
}

class Strings implements InstructionHandler {
  instruction(view: InstructionView): void {
    sink[0]! += view.opcode().length
    for (let index = 1; index < view.count; index++) sink[0]! += view.text(index).length
  }
}

function casesOf([name, elements]: (typeof texts)[number]): Case[] {
  const one = encodeInstruction(...elements)
  const each = Math.max(1, Math.floor((16 * 1024) / one.length))
  const message = Buffer.concat(new Array<Uint8Array>(each).fill(one))
  const times = one.length > 1000 ? 1000 : 30
  const offsets = new InstructionParser(new Offsets())
  const strings = new InstructionParser(new Strings())
  const observer = new SessionObserver(() => 0)
  return [
    {
      name: `${name} offsets`,
      times,
      each,
      run(times) {
        for (let n = 0; n < times; n++) offsets.push(message)
      },
    },
    {
      name: `${name} strings`,
      times,
      each,
      run(times) {
        for (let n = 0; n < times; n++) strings.push(message)
      },
    },
    {
      name: `${name} observed`,
      times,
      each,
      run(times) {
        for (let n = 0; n < times; n++) observer.seeFromGuacd(message)
      },
    },
    {
      name: `${name} encoded`,
      times: one.length > 1000 ? 200 : 2000,
      run(times) {
        for (let n = 0; n < times; n++) sink[0]! += encodeInstruction(...elements).length
      },
    },
  ]
}

/** Instructions of Guacamole, many in each message, as guacd sends them. */
export function measureInstructions(rounds: number): { rows: Row[]; goals: Goal[] } {
  const found = best(texts.flatMap(casesOf), rounds)
  const ns = (name: string) => found.get(name) ?? Number.NaN
  const rows: Row[] = texts.map(([name, , published]) => ({
    measure: 'a Guacamole instruction, ns',
    peer: name,
    values: {
      offsets: ns(`${name} offsets`),
      'all strings': ns(`${name} strings`),
      'reading along': ns(`${name} observed`),
      encode: ns(`${name} encoded`),
      'published (Rust)': published,
    },
  }))
  const goals: Goal[] = texts
    .filter(([, , published]) => !Number.isNaN(published))
    .flatMap(([name, , published]) => [
      {
        text: `${name}: offsets over the published`,
        value: ns(`${name} offsets`) / published,
        limit: 0.1,
        better: 'less' as const,
      },
      {
        text: `${name}: all strings over the published`,
        value: ns(`${name} strings`) / published,
        limit: 0.4,
        better: 'less' as const,
      },
    ])
  goals.push({
    text: 'blob of 8 KB: offsets, ns',
    value: ns('blob of 8 KB offsets'),
    limit: 300,
    better: 'less',
  })
  return { rows, goals }
}
