/** Reads counters of one group (`TcpExt`, `Udp`) of `/proc/net/netstat` or `/proc/net/snmp`: a line of names, one of numbers. */
export function parseCounters(text: string, group: string): Map<string, number> {
  const counters = new Map<string, number>()
  const lines = text.split('\n').filter((line) => line.startsWith(`${group}: `))
  const names = lines[0]?.split(/\s+/).slice(1) ?? []
  const numbers = lines[1]?.split(/\s+/).slice(1) ?? []
  for (const [place, name] of names.entries()) {
    const number = Number(numbers[place])
    if (name !== '' && numbers[place] !== undefined && Number.isFinite(number)) counters.set(name, number)
  }
  return counters
}
