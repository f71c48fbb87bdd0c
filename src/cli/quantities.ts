import { InvalidArgumentError } from 'commander'
import { Fault } from '../wire/fault.ts'

const durations: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
/** Bytes a second. Bits are counted in thousands, as networks do; so are bytes. */
const rates: Record<string, number> = {
  '': 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  bit: 1 / 8,
  kbit: 1e3 / 8,
  mbit: 1e6 / 8,
  gbit: 1e9 / 8,
}

const sizes: Record<string, number> = { '': 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 }

function quantity(text: string, units: Record<string, number>, example: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim())
  const factor =
    match && Object.hasOwn(units, match[2]!.toLowerCase()) ? units[match[2]!.toLowerCase()] : undefined
  if (!match || factor === undefined) throw new InvalidArgumentError(`Write it like ${example}.`)
  return Math.round(Number(match[1]) * factor)
}

/** `250`, `250ms`, `5s`, `2m`, `1h` in milliseconds. */
export const parseDuration = (text: string): number =>
  quantity(text, { '': 1, ...durations }, '250ms, 5s, 2m or 1h; a bare number is milliseconds')

/** A duration that an engine can be asked at. */
export function parseInterval(text: string): number {
  const ms = parseDuration(text)
  if (ms < 100 || ms > 60_000) throw new InvalidArgumentError('It is from 100ms to 60s.')
  return ms
}

/** `2500000`, `2.5MB`, `20Mbit` in bytes a second. */
export const parseRate = (text: string): number =>
  quantity(text, rates, '20Mbit, 2.5MB or 2500000; a bare number is bytes a second')

/** `500000000`, `500MB`, `2.5GB` in bytes. */
export const parseBytes = (text: string): number =>
  quantity(text, sizes, '500MB or 2.5GB; a bare number is bytes')

export function parseWhole(text: string): number {
  if (!/^\d{1,15}$/.test(text.trim())) throw new InvalidArgumentError('A whole number is needed.')
  return Number(text)
}

export function parsePort(text: string): number {
  const port = parseWhole(text)
  if (port > 65_535) throw new InvalidArgumentError('Ports go up to 65535.')
  return port
}

/** Turns the fault of a parser into what commander tells together with the option's name. */
export const asArgument =
  <T>(parse: (text: string) => T) =>
  (text: string): T => {
    try {
      return parse(text)
    } catch (error) {
      throw error instanceof Fault ? new InvalidArgumentError(error.message) : error
    }
  }

/** For an option that may be given several times. */
export const collect =
  <T>(parse: (text: string) => T) =>
  (text: string, previous: readonly T[] | undefined): T[] => [...(previous ?? []), parse(text)]
