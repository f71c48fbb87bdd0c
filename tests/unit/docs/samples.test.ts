import { expect, test } from 'vitest'
import { faultCodes } from '../../../src/contract/fault-codes.ts'
import { healthSchema } from '../../../src/contract/observe.ts'
import { settingsVersion } from '../../../src/contract/settings.ts'
import { catalogue } from '../../../src/host/observe/catalogue.ts'
import { readRulesFile } from '../../../src/host/rules-file.ts'
import { readSettings } from '../../../src/host/settings-format.ts'
import { type Block, blocksOf, pages } from '../../support/docs/markdown.ts'

type Sample = Record<string, unknown>

/** Reads a sample as Hawser would. Throws what is wrong with it. */
function readSample(sample: Sample): void {
  if ('hawserRules' in sample) return void readRulesFile(JSON.stringify(sample))
  if ('engines' in sample) return void healthSchema.parse(sample)
  if ('level' in sample) {
    expect(Object.keys(faultCodes)).toContain(sample['code'])
    expect(new Date(String(sample['time'])).toISOString()).toBe(sample['time'])
    return
  }
  expect(readSettings(JSON.stringify({ version: settingsVersion, ...sample })).unknown).toEqual([])
}

const samples = pages.flatMap(blocksOf).filter(({ language }) => language === 'json')

test.each(samples.map((block: Block) => [`${block.page}, line ${block.line}`, block.text]))(
  'the JSON of %s is taken by Hawser',
  (_, text) => readSample(JSON.parse(text)),
)

test('alerts ask for metrics and states that exist', () => {
  const known = catalogue.map(
    ({ name, kind }) => name.replaceAll('.', '_') + (kind === 'counter' ? '_total' : ''),
  )
  const yaml = pages.flatMap(blocksOf).filter(({ language }) => language === 'yaml')
  const asked = yaml.flatMap(({ text }) => [...text.matchAll(/\b(hawser_\w+)\{/g)].map(([, name]) => name!))
  expect(asked.length).toBeGreaterThan(3)
  expect(asked.filter((name) => !known.includes(name))).toEqual([])
})

test('a sample with a name that means nothing is found', () => {
  expect(() => readSample({ observe: { prometheus: { enabeld: true } } })).toThrow()
  expect(() => readSample({ hawserRules: 1, rules: [{}] })).toThrow()
})
