/** More is read where it was published. */
const limit = 4000

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  nbsp: ' ',
}

/**
 * What is new, as plain text. Release pages give HTML, or a list of texts by version; whatever they hold is shown as
 * text alone, without control characters.
 */
export function plainNotes(notes: unknown): string {
  if (Array.isArray(notes))
    return cut(
      notes
        .map((each: { version?: unknown; note?: unknown }) => `${each.version}\n${plainNotes(each.note)}`)
        .join('\n\n'),
    )
  if (typeof notes !== 'string') return ''
  const text = notes
    .slice(0, limit * 10)
    .replaceAll(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, '')
    .replaceAll(/<li\b[^>]*>/gi, '\n– ')
    .replaceAll(/<(?:br|\/p|\/h[1-6]|\/ul|\/ol|\/div)\b[^>]*>/gi, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(#39|[a-z]+);/gi, (whole, name: string) => entities[name.toLowerCase()] ?? whole)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is taken out
    .replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '')
  return cut(text)
}

function cut(text: string): string {
  const trimmed = text
    .replaceAll(/[ \t]+\n/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
  return trimmed.length > limit ? `${trimmed.slice(0, limit)}…` : trimmed
}
