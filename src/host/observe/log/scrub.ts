import { removed, withoutSecrets } from '../../diagnose/secrets.ts'

/** Longer than this is no message for people; what looks for secrets reads every letter of it. */
const longest = 8000

/** Codes that one person reads to another, for pairing, files and tunnels: numbers and words in a row. */
const codes = /(?<![\w-])\d{1,6}(?:[-. _][a-z]{2,12}){2,8}(?:[-. _]\d{4})?(?![\w-])/gi
/** Of those with gaps, which any sentence may have, only the ones with hyphens are meant. */
const isCode = (text: string) => /^\d+(?:-[a-z]+)+(?:-\d{4})?$/i.test(text)
/** Links hold the same codes, and whole keys. */
const links = /\bhawser:\/\/[^\s"'<>]+/gi

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are meant
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

/** A text without credentials, tokens, keys and codes, and without each of the `known` secrets. */
export function scrub(text: string, known: readonly string[] = []): string {
  const short = text.length > longest ? `${text.slice(0, longest)} …` : text
  return withoutSecrets(short.replace(unprintable, ''), known)
    .replace(links, `hawser://${removed}`)
    .replace(codes, (found) => (isCode(found) ? removed : found))
}
