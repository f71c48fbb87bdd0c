const farthest = 2

/** The word that takes the fewest changes to become `typed`; undefined when none is near, or two are equally near. */
export function nearestWord(typed: string, words: readonly string[]): string | undefined {
  let nearest: string | undefined
  let least = farthest + 1
  for (const word of words) {
    if (Math.abs(word.length - typed.length) > farthest) continue
    const changes = changesBetween(typed, word)
    if (changes > least || changes > farthest) continue
    nearest = changes < least ? word : undefined
    least = changes
  }
  return nearest
}

/** Letters put in, left out, replaced, or changed with their neighbour (optimal string alignment). */
export function changesBetween(a: string, b: string): number {
  let [beforeLast, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      let changes = Math.min(last[j]! + 1, row[j - 1]! + 1, replaced)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        changes = Math.min(changes, beforeLast[j - 2]! + 1)
      row.push(changes)
    }
    ;[beforeLast, last] = [last, row]
  }
  return last[b.length]!
}
