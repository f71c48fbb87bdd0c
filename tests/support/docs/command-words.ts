import type { Command } from 'commander'
import { createProgram } from '../../../src/cli/program.ts'

/** The words of a command line as a shell hands them on; quotes are all that it knows. */
export const wordsOf = (line: string): string[] =>
  [...line.matchAll(/(?:[^\s"]|"[^"]*")+/g)].map(([word]) => word.replaceAll('"', ''))

const everyCommand = (command: Command): Command[] => [command, ...command.commands.flatMap(everyCommand)]

/** An id of a device, for places where the docs say ID. */
const someId = 'WHHQTGZ3'.padEnd(52, 'A')

/** Reads `hawser …` as the command line does, and does nothing. Throws what is wrong with it. */
export async function parseOnly(line: string): Promise<void> {
  const program = createProgram()
  let begun = 0
  for (const command of everyCommand(program)) {
    command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {}, outputError: () => {} })
    if (command.commands.length === 0 || command.name() === 'tunnel') command.action(() => void begun++)
  }
  const [, ...words] = wordsOf(line).map((word) => (word === 'ID' ? someId : word))
  await program.parseAsync(words, { from: 'user' })
  if (begun !== 1) throw new Error(`${line}: no command`)
}

/** The examples that the help of each command shows. */
export function examplesOfHelp(): string[] {
  const examples = everyCommand(createProgram()).flatMap((command) => {
    let text = ''
    command.configureOutput({ writeOut: (chunk) => (text += chunk) }).outputHelp()
    return [...text.matchAll(/^ {2}(?:\S+ \S+ \| )?(hawser [^>\n]+?)(?: > \S+)?$/gm)].map(([, line]) => line!)
  })
  return [...new Set(examples)].map((line) => line.replaceAll(/\b[A-Z2-7]{8}…/g, 'ID'))
}
