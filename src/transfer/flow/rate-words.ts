/** Bytes a second in the unit that networks use, `8.42 Mbit/s`: the same as on the page. */
export function rateInWords(bytesPerSecond: number): string {
  const bits = Math.max(0, bytesPerSecond) * 8
  if (bits < 1) return '0 Mbit/s'
  if (bits < 999_500) return `${significant(bits / 1e3)} kbit/s`
  if (bits < 999_500_000) return `${significant(bits / 1e6)} Mbit/s`
  return `${significant(bits / 1e9)} Gbit/s`
}

/** Two or three significant digits. */
function significant(value: number): string {
  if (value >= 99.95) return Math.round(value).toString()
  return value.toFixed(value >= 9.995 ? 1 : 2)
}
