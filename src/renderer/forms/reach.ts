import { t } from '../../language/t.ts'

/** Who can send to a listening address, in words. */
export function reach(address: string): string {
  const text = address.trim()
  if (/^(127\.|localhost$|::1$)/.test(text)) return t('Only programs on this machine can connect.')
  if (text === '0.0.0.0' || text === '::') return t('Every machine that reaches this one can connect.')
  return t('Machines on the network of this address can connect.')
}
