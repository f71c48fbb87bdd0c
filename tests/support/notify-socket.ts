import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** What systemd does with `NOTIFY_SOCKET`: takes datagrams, and lets go of the files that come with them, which is its answer. */
const program = `
import array, os, socket, sys
path = sys.argv[1]
heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
heard.bind(path)
print("bound", flush=True)
while True:
    data, ancillary, _, _ = heard.recvmsg(4096, 4096)
    for level, kind, content in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            files = array.array("i")
            files.frombytes(content[: len(content) - len(content) % files.itemsize])
            for each in files:
                os.close(each)
    for line in data.decode().splitlines():
        print(line, flush=True)
`

/** A service manager that is told how a service is. */
export class NotifySocket implements Disposable {
  readonly path: string
  readonly #child: ChildProcess
  readonly lines: string[] = []
  #heard = () => {}

  private constructor(path: string) {
    this.path = path
    this.#child = spawn('python3', ['-c', program, path], { stdio: ['ignore', 'pipe', 'inherit'] })
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      this.lines.push(line)
      this.#heard()
    })
  }

  static async open(folder: string): Promise<NotifySocket> {
    const opened = new NotifySocket(join(folder, 'notify'))
    await opened.told('bound')
    return opened
  }

  async told(line: string): Promise<void> {
    while (!this.lines.includes(line)) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#heard = resolve
      await Promise.race([
        promise,
        once(this.#child, 'exit').then(() => Promise.reject(new Error('the socket is gone'))),
      ])
    }
  }

  [Symbol.dispose](): void {
    this.#child.kill()
  }
}
