export interface Machine {
  platform: 'linux' | 'win32' | 'darwin'
  archs: string[]
}
export function machineOf(path: string): Machine | undefined
export function readMachine(head: Buffer): Machine | undefined
