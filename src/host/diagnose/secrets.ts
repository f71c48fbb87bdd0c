/** What stands in the place of a secret. */
export const removed = '[removed]'

const secretName =
  '(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|credentials?|cookie|signature|sig|jwt|pin|psk|stream[ _-]?(?:id|key|name)|(?:api|access|auth|client|secret|session|signing|encryption|pre[ _-]?shared|private|public)[ _-]?(?:key|token|secret|id)|(?:access|auth|bearer|session|refresh|id)[ _-]?token)'

/** What a secret is told by, the longest first: what an earlier one takes is not seen by a later one. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z0-9 ]{1,40}-----[\s\S]*?(?:-----END [A-Z0-9 ]{1,40}-----|$)/g, removed],
  // Whole headers: a Digest has many parts, all of them made from the password.
  [
    /\b((?:proxy-)?authorization|set-cookie|cookie)(["']?\s*[:=]\s*)(?!\[removed])\S[^\r\n]*/gi,
    `$1$2${removed}`,
  ],
  [
    /\b(basic|bearer|digest|negotiate)(\s+)(?!\[removed])(?=[^\s,;]*[\d=+/_.-])[A-Za-z0-9+/_.~=-]{8,}/gi,
    `$1$2${removed}`,
  ],
  // The part of an address before the @, also where the password itself holds an @ or a slash.
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/)(?!\[removed]@)[^\s"'<>]*@(?=[^\s"'<>@])/gi, `$1${removed}@`],
  // TURN and STUN addresses have no slashes.
  [/\b((?:turns?|stuns?|sips?):)(?!\/\/)(?!\[removed]@)[^\s"'<>@/]+@/gi, `$1${removed}@`],
  // What an RTMP address ends in is the key to publish with.
  [/\b(rtmp[a-z]{0,2}:\/\/[^\s"'<>/]+\/[^\s"'<>/]+\/)(?!\[removed])[^\s"'<>]+/gi, `$1${removed}`],
  [
    new RegExp(
      `([?&;#](?:[a-z0-9]+[_.-])*(?:${secretName}|key|auth|user|username|login)=)(?!\\[removed])[^\\s&;#"'<>]+`,
      'gi',
    ),
    `$1${removed}`,
  ],
  // `password = x`, `"token": "x"`, `--passphrase x`; quoted values may hold spaces.
  [
    new RegExp(
      `((?<![a-z])${secretName}s?(?![a-z])["']?\\s*(?:[:=]|=>)\\s*)(?!\\[removed])("(?:[^"\\\\\\n]|\\\\.)*"|'(?:[^'\\\\\\n]|\\\\.)*'|[^\\s,;"'<>()]+)`,
      'gi',
    ),
    `$1${removed}`,
  ],
  [
    new RegExp(`(--?${secretName}\\s+)(?!-|\\[removed])("[^"\\n]*"|'[^'\\n]*'|[^\\s"']+)`, 'gi'),
    `$1${removed}`,
  ],
  [/\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*/g, removed],
  // 32 bytes as WireGuard writes its keys, and any longer base64 that ends so.
  [/(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{42,}={1,2}(?![A-Za-z0-9+/=])/g, removed],
]

/** Long words that mix letters and digits are keys or tokens, whoever made them. */
const longWord = /(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{32,}(?![A-Za-z0-9_-])/g
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const isKey = (word: string) => /\d/.test(word) && /[A-Za-z]/.test(word) && !uuid.test(word)

/** Shorter ones would be found in words that are no secret. */
const shortest = 4

/**
 * A text without what is secret: credentials in addresses, passwords, keys, tokens, and each of the `known` secrets
 * wherever it stands. Also without the names of people in the paths of their home folders.
 */
export function withoutSecrets(text: string, known: readonly string[] = []): string {
  let clean = text
  for (const secret of known)
    if (secret.length >= shortest)
      for (const form of new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]))
        clean = clean.replaceAll(form, removed)
  for (const [shape, instead] of shapes) clean = clean.replace(shape, instead)
  clean = clean.replace(longWord, (word) => (isKey(word) ? removed : word))
  return clean.replace(/(?<![\w.])(?:\/home\/|\/Users\/|[A-Za-z]:\\Users\\)[^/\\\s"'<>:]+/g, '~')
}

const secretField = /pass|secret|token|credential|privatekey|presharedkey/i

/** Every secret in settings, wherever it lies: the values of fields whose names say so, the longest first. */
export function secretsIn(settings: unknown): string[] {
  const found = new Set<string>()
  const look = (value: unknown, isSecret: boolean): void => {
    if (typeof value === 'string') {
      if (isSecret && value.length >= shortest) found.add(value)
    } else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) look(inner, isSecret || secretField.test(name))
  }
  look(settings, false)
  return [...found].sort((a, b) => b.length - a.length)
}
