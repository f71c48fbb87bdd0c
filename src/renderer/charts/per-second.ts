/** Longer steps than a second hold what came within them, from when they began. */
const longStep = 1.5

/** Increases within steps as increases within the second that ends at each step; of longer steps, the mean. Times in seconds, rising. */
export function perSecond(times: readonly number[], values: readonly (number | null)[]): (number | null)[] {
  let first = 0
  let sum = 0
  return values.map((value, n) => {
    sum += value ?? 0
    while (times[first]! <= times[n]! - 0.999) sum -= values[first++] ?? 0
    if (value === null) return null
    const step = n + 1 < times.length ? times[n + 1]! - times[n]! : times[n]! - (times[n - 1] ?? times[n]!)
    return step > longStep ? value / step : sum
  })
}
