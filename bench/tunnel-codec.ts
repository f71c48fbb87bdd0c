// Frames of tunnels and instructions of Guacamole, without any channel: npm run bench -- tunnel --only codec
import type { Report } from './forward/table.ts'
import type { BenchOptions } from './forward.ts'
import { measureFrames } from './tunnel-codec/frames.ts'
import { measureInstructions } from './tunnel-codec/instructions.ts'

export async function tunnelCodec({ quick, rounds, progress }: BenchOptions): Promise<Report> {
  const often = rounds ?? (quick ? 50 : 300)
  progress('frames')
  const frames = measureFrames(often)
  progress('instructions')
  const instructions = measureInstructions(often)
  return { rows: [...frames.rows, ...instructions.rows], goals: [...frames.goals, ...instructions.goals] }
}
