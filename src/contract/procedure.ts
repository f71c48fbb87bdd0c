import type { z } from 'zod'

type Schema = z.ZodType

/** One question, one answer. */
export type Call<I extends Schema = Schema, O extends Schema = Schema> = { kind: 'call'; input: I; output: O }
/** One question, any number of answers. */
export type Stream<I extends Schema = Schema, O extends Schema = Schema> = {
  kind: 'stream'
  input: I
  output: O
  /** How many items the stream may run ahead of its reader. */
  window: number
}
export type Contract = Record<string, Call | Stream>

export const call = <I extends Schema, O extends Schema>(input: I, output: O): Call<I, O> => ({
  kind: 'call',
  input,
  output,
})
/** Of engines' snapshots: few, so that the host is soon at the newest, yet not one that it has to ask for each time. */
export const snapshotWindow = 4

/** `window`: how far it may run ahead of its reader; 2 for streams in which only the newest item matters. */
export const stream = <I extends Schema, O extends Schema>(
  input: I,
  output: O,
  window = 32,
): Stream<I, O> => ({
  kind: 'stream',
  input,
  output,
  window,
})

/** What the asking side holds: one function for each procedure. */
export type Client<C extends Contract> = {
  [K in keyof C]: C[K] extends Stream<infer I, infer O>
    ? (input: z.input<I>, signal?: AbortSignal) => AsyncIterable<z.output<O>>
    : (input: z.input<C[K]['input']>, signal?: AbortSignal) => Promise<z.output<C[K]['output']>>
}

/** What the answering side implements. Inputs arrive validated; a stream must end when its signal aborts. */
export type Server<C extends Contract> = {
  [K in keyof C]: C[K] extends Stream<infer I, infer O>
    ? (input: z.output<I>, signal: AbortSignal) => AsyncIterable<z.input<O>>
    : (
        input: z.output<C[K]['input']>,
        signal: AbortSignal,
      ) => Promise<z.input<C[K]['output']>> | z.input<C[K]['output']>
}
