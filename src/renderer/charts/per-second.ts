/** Increases within steps as increases within the second that ends at each step. Times in seconds, rising. */
export function perSecond(times: readonly number[], values: readonly (number | null)[]): (number | null)[] {
  let first = 0
  let sum = 0
  return values.map((value, n) => {
    sum += value ?? 0
    while (times[first]! <= times[n]! - 0.999) sum -= values[first++] ?? 0
    return value === null ? null : sum
  })
}
