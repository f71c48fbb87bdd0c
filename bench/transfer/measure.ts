export interface MeasureOptions {
  rounds: number
  quick: boolean
}
