import { formatCount } from './numbers.ts'
import { language, onLanguage, speech } from './speech.ts'

/** What stands in the gaps of a text. `count` chooses the plural; `context` the meaning of an ambiguous word. */
export type Values = Readonly<Record<string, string | number>>

/** Pages ask for the same texts ten times a second: looked up once in each language, for each plural form. */
const templates = new Map<string, string>()
let plurals = new Intl.PluralRules(language())
onLanguage(() => {
  templates.clear()
  plurals = new Intl.PluralRules(language())
})

/**
 * A text in the language that is spoken. The English text is the key: `t('Send to {{name}}', { name })`,
 * `t('{{count}} files', { count })`, `t('Open', { context: 'state' })`. What is not translated is said in English.
 * Call it when the text is shown, not when a module is loaded: the language may change meanwhile.
 */
export function t(text: string, values?: Values): string {
  if (values === undefined) return template(text, text, undefined, '')
  const { count } = values
  const context = values['context'] === undefined ? '' : String(values['context'])
  const number = typeof count === 'number' ? count : undefined
  const key = `${text}\u0000${number === undefined ? '' : plurals.select(number)}\u0000${context}`
  return template(key, text, number, context).replace(/\{\{(\w+)\}\}/g, (gap, name: string) => {
    const value = values[name]
    if (value === undefined) return gap
    return name === 'count' && number !== undefined ? formatCount(number) : String(value)
  })
}

function template(key: string, text: string, count: number | undefined, context: string) {
  let found = templates.get(key)
  if (found === undefined) {
    found = speech.t(text, {
      skipInterpolation: true,
      ...(count !== undefined && { count }),
      ...(context !== '' && { context }),
    })
    templates.set(key, found)
  }
  return found
}
