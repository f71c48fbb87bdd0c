import { readdir, readFile, readlink } from 'node:fs/promises'

/** Of a host and the engines that it has in processes of their own. */
export interface Usage {
  rssMB: number
  handles: number
  sockets: number
  threads: number
}

/** The process and all Node processes below it; tools of the system that it runs for a moment are left out. */
export async function nodeProcesses(pid: number): Promise<number[]> {
  const node = await readlink(`/proc/${pid}/exe`).catch(() => '')
  const found: number[] = []
  const visit = async (each: number) => {
    if ((await readlink(`/proc/${each}/exe`).catch(() => undefined)) !== node) return
    found.push(each)
    for (const task of await readdir(`/proc/${each}/task`).catch(() => [])) {
      const list = await readFile(`/proc/${each}/task/${task}/children`, 'utf8').catch(() => '')
      for (const child of list.split(' ').filter(Boolean)) await visit(Number(child))
    }
  }
  await visit(pid)
  return found
}

/** Those below `pid` whose command line has `part` in it. */
export async function processesWith(pid: number, part: string): Promise<number[]> {
  const found: number[] = []
  for (const each of await nodeProcesses(pid)) {
    const line = await readFile(`/proc/${each}/cmdline`, 'utf8').catch(() => '')
    if (each !== pid && line.includes(part)) found.push(each)
  }
  return found
}

async function usageOf(pid: number): Promise<Usage> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const numberOf = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0)
  const names = await readdir(`/proc/${pid}/fd`).catch((): string[] => [])
  const links = await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')))
  return {
    rssMB: (numberOf('VmRSS') * 1024) / 1e6,
    handles: names.length,
    sockets: links.filter((link) => link.startsWith('socket:')).length,
    threads: numberOf('Threads'),
  }
}

export async function usageBelow(pid: number): Promise<Usage> {
  const all = await Promise.all((await nodeProcesses(pid)).map(usageOf))
  const sum = (of: (usage: Usage) => number) => all.reduce((total, each) => total + of(each), 0)
  return {
    rssMB: sum(({ rssMB }) => rssMB),
    handles: sum(({ handles }) => handles),
    sockets: sum(({ sockets }) => sockets),
    threads: sum(({ threads }) => threads),
  }
}
