/** −1…1, once up and down in `periodMs`. */
export const wave = (at: number, seed: number, periodMs: number) =>
  Math.sin((at / periodMs + seed) * 2 * Math.PI)

/** 0…1, the same for the same instant. */
export const noise = (at: number, seed: number) => {
  const x = Math.sin(at * 0.0137 + seed * 78.233) * 43_758.5453
  return x - Math.floor(x)
}

export const seedOf = (id: string) => [...id].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 997, 7)
