/** How figures are written for people in what leaves the host. */

const significant = (value: number) =>
  value >= 99.95 ? Math.round(value).toString() : value >= 9.995 ? value.toFixed(1) : value.toFixed(2)

/** The largest of the units in which it is at least one; each is a thousand of the one before. */
function scaled(value: number, units: readonly string[]): string {
  let [size, unit] = [value, 0]
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000
    unit++
  }
  return `${unit === 0 ? Math.round(size) : significant(size)} ${units[unit]}`
}

/** Bytes a second as bits: `8.42 Mbit/s`. */
export const rateText = (bytesPerSecond: number): string =>
  scaled(bytesPerSecond * 8, ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s'])

/** `4.20 GB` */
export const bytesText = (bytes: number): string => scaled(bytes, ['B', 'kB', 'MB', 'GB', 'TB', 'PB'])

/** `0.8 s`, `12 s`, `4 min 10 s`, `3 h 5 min`, `2 d 4 h` */
export function spanText(ms: number): string {
  if (ms < 9950) return `${(ms / 1000).toFixed(1).replace('.0', '')} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return pair(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  const minutes = Math.round(seconds / 60)
  if (minutes < 1440) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
  return pair(Math.floor(minutes / 1440), 'd', Math.floor((minutes % 1440) / 60), 'h')
}
const pair = (a: number, unitA: string, b: number, unitB: string) =>
  b === 0 ? `${a} ${unitA}` : `${a} ${unitA} ${b} ${unitB}`

/** A part of a whole: `0 %`, `0.04 %`, `2.4 %`, `38 %` */
export const partText = (part: number): string => {
  const percent = part * 100
  return `${percent === 0 || percent >= 9.95 ? Math.round(percent) : percent >= 0.1 ? percent.toFixed(1) : percent.toFixed(2)} %`
}

export const countText = (count: number, one: string, many = `${one}s`): string =>
  `${Math.round(count)} ${Math.round(count) === 1 ? one : many}`
