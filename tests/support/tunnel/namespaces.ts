import { execFileSync } from 'node:child_process'

/** Runs a command whose words have no spaces in them; returns what it prints, and throws when it fails. */
export function run(command: string): string {
  const [program = '', ...args] = command.split(' ')
  return execFileSync(program, args, { encoding: 'utf8' })
}

/** Two cables from the network namespace of this process, `a0` to `a1` and `b0` to `b1`; these ends are 10.70.0.1 and 10.71.0.1. */
export function layCables(): void {
  run('ip link set lo up')
  for (const [at, name] of ['a', 'b'].entries()) {
    run(`ip link add ${name}0 type veth peer name ${name}1`)
    run(`ip addr add 10.7${at}.0.1/24 dev ${name}0`)
    run(`ip link set ${name}0 up`)
  }
}
