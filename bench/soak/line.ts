/** A straight line through what was measured. */
export interface Line {
  /** Of y for one of x. */
  slope: number
  /** Standard error of the slope. Infinite where there is too little to tell. */
  error: number
  count: number
}

export interface Point {
  x: number
  y: number
}

const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length

/**
 * Ordinary least squares. Memory that is sampled often wanders: one sample is much like the one before, so that they
 * prove less than their number says. The error is widened by how alike neighbouring residuals are (their lag-1
 * autocorrelation ρ): √((1+ρ)/(1−ρ)).
 */
export function fitLine(points: readonly Point[]): Line {
  const count = points.length
  const [meanX, meanY] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))]
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0)
  if (count < 3 || spread === 0) return { slope: 0, error: Number.POSITIVE_INFINITY, count }
  const slope = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread
  const residuals = points.map(({ x, y }) => y - meanY - slope * (x - meanX))
  const squares = residuals.reduce((sum, each) => sum + each ** 2, 0)
  const plain = Math.sqrt(squares / (count - 2) / spread)
  return { slope, error: plain * widening(residuals, squares), count }
}

function widening(residuals: readonly number[], squares: number): number {
  if (squares === 0) return 1
  let products = 0
  for (let index = 1; index < residuals.length; index++) products += residuals[index]! * residuals[index - 1]!
  const alike = Math.min(0.95, Math.max(0, products / squares))
  return Math.sqrt((1 + alike) / (1 - alike))
}
