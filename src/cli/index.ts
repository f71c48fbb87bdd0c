import { exitStatus, failureOf, failureText } from './failure.ts'
import { flushed } from './output.ts'
import { createProgram } from './program.ts'

/** How long a reader of our output may take for the last of it. */
const flushLimitMs = 500

// A reader that is gone (`| head -1`) is noticed by whoever writes; it must not become an unhandled error.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})

// That Node calls a part of itself new says nothing to who types a command.
process.removeAllListeners('warning')
process.on('warning', (warning) => {
  if (warning.name !== 'ExperimentalWarning') console.error(warning)
})

try {
  await createProgram().parseAsync()
} catch (error) {
  const failure = failureOf(error)
  if (failure) {
    process.stderr.write(failureText(failure, process.argv.includes('--json')))
    process.exitCode = exitStatus(failure)
  }
}
await Promise.all([flushed(process.stdout, flushLimitMs), flushed(process.stderr, flushLimitMs)])
process.exit()
