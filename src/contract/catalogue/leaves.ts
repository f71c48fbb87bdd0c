import { z } from 'zod'
import { settingsSchema } from '../settings.ts'

/** How a value is entered. `other`: what takes more than a field, such as a list of things with parts. */
export type Control = 'switch' | 'choice' | 'number' | 'text' | 'endpoint' | 'lines' | 'other'

/** A setting as the schema knows it. */
export interface Leaf {
  /** `sync.upload`; of what each entry of a list has `rules[].holdMs`. */
  path: string
  schema: z.ZodType
  control: Control
  /** Undefined where nothing is as good as a value. */
  default: unknown
  /** Of a choice. */
  options: readonly string[]
  /** Of a number. */
  min: number | undefined
  max: number | undefined
  /** May be null: there is none. */
  nullable: boolean
}

interface Unwrapped {
  inner: z.ZodType
  /** As much as the schema holds of it. */
  default: unknown
  hasDefault: boolean
  optional: boolean
  nullable: boolean
}

function unwrap(schema: z.ZodType): Unwrapped {
  let inner = schema
  let found: Pick<Unwrapped, 'default' | 'hasDefault'> = { default: undefined, hasDefault: false }
  let [nullable, optional] = [false, false]
  for (;;) {
    if (inner instanceof z.ZodDefault) {
      if (!found.hasDefault) found = { default: inner.def.defaultValue, hasDefault: true }
      inner = inner.def.innerType as z.ZodType
    } else if (inner instanceof z.ZodPrefault) inner = inner.def.innerType as z.ZodType
    else if (inner instanceof z.ZodNullable) {
      nullable = true
      inner = inner.def.innerType as z.ZodType
    } else if (inner instanceof z.ZodOptional) {
      optional = true
      inner = inner.def.innerType as z.ZodType
    } else return { inner, ...found, optional, nullable }
  }
}

function isEndpoint(schema: z.ZodType): boolean {
  return schema instanceof z.ZodObject && Object.keys(schema.shape).sort().join() === 'host,port'
}

function controlOf(schema: z.ZodType): Control {
  if (schema instanceof z.ZodBoolean) return 'switch'
  if (schema instanceof z.ZodEnum) return 'choice'
  if (schema instanceof z.ZodNumber) return 'number'
  if (schema instanceof z.ZodString) return 'text'
  if (isEndpoint(schema)) return 'endpoint'
  return schema instanceof z.ZodArray && schema.element instanceof z.ZodString ? 'lines' : 'other'
}

/** Lists whose entries are told of by another row than each of theirs. */
const closed = new Set(['profiles'])

function walk(schema: z.ZodObject, prefix: string): Leaf[] {
  return Object.entries(schema.shape).flatMap(([name, field]) => {
    const path = `${prefix}${name}`
    const { inner, hasDefault, optional, nullable, ...rest } = unwrap(field as z.ZodType)
    const leaves: Leaf[] = []
    // What an entry of a list may be without is no default of anything.
    if (hasDefault || (optional && !path.includes('[]'))) {
      const number = inner instanceof z.ZodNumber ? inner : undefined
      leaves.push({
        path,
        schema: field as z.ZodType,
        control: controlOf(inner),
        default: rest.default,
        options: inner instanceof z.ZodEnum ? inner.options.map(String) : [],
        min: limit(number?.minValue),
        max: limit(number?.maxValue),
        nullable,
      })
    } else if (inner instanceof z.ZodObject && !isEndpoint(inner)) leaves.push(...walk(inner, `${path}.`))
    if (inner instanceof z.ZodArray && !closed.has(path)) {
      const element = unwrap(inner.element as z.ZodType).inner
      if (element instanceof z.ZodObject) leaves.push(...walk(element, `${path}[].`))
    }
    return leaves
  })
}

const limit = (value: number | null | undefined): number | undefined =>
  typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined

let found: ReadonlyMap<string, Leaf> | undefined

/** Everything in the settings that has a default or may be missing, in the order of the schema. */
export function settingLeaves(): ReadonlyMap<string, Leaf> {
  found ??= new Map(walk(settingsSchema, '').map((leaf) => [leaf.path, leaf]))
  return found
}
