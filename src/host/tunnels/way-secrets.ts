import type { Way } from '../../contract/tunnel.ts'

/** Names of what is secret, of guacd: `password`, `gateway-password`, `sftp-passphrase`, `private-key` and the like. */
export const secretParameter = /(?:password|passphrase|private-key)$/i

/** The way with `change` of each secret in it; what is empty is none. */
export function changeSecrets(way: Way, change: (secret: string) => string): Way {
  const { password, session } = way
  const changed = (text: string) => (text === '' ? '' : change(text))
  const parameters = Object.entries(session?.parameters ?? {}).map(
    ([name, value]) => [name, secretParameter.test(name) ? changed(value) : value] as const,
  )
  return {
    ...way,
    password: changed(password),
    session: session && { ...session, parameters: Object.fromEntries(parameters) },
  }
}
