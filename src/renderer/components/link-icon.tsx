import { EthernetPort, type LucideIcon, Network, Repeat, Shield, Signal, Wifi } from 'lucide-react'
import type { UplinkInfo } from '../../contract/bond.ts'
import { translated } from '../../language/table.ts'

const kinds: Record<UplinkInfo['kind'], { icon: LucideIcon; word: string }> = translated(
  {
    ethernet: { icon: EthernetPort, word: 'Ethernet' },
    wifi: { icon: Wifi, word: 'Wi-Fi' },
    cellular: { icon: Signal, word: 'Cellular' },
    vpn: { icon: Shield, word: 'VPN' },
    loopback: { icon: Repeat, word: 'Loopback' },
    other: { icon: Network, word: 'Network' },
  },
  'word',
)

export const kindWord = (kind: UplinkInfo['kind']) => kinds[kind].word

/** What sort of network a link goes by. */
export function LinkIcon({ kind, className = 'size-4' }: { kind: UplinkInfo['kind']; className?: string }) {
  const { icon: Icon, word } = kinds[kind]
  return <Icon aria-label={word} role="img" className={`shrink-0 ${className}`} strokeWidth={1.9} />
}
