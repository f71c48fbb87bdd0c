import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Settings, settingsSchema, settingsVersion } from '../contract/settings.ts'
import { Latest } from './latest.ts'

export class SettingsFile {
  readonly #path: string
  readonly latest: Latest<Settings>
  private constructor(path: string, settings: Settings) {
    this.#path = path
    this.latest = new Latest(settings)
  }
  static async open(folder: string): Promise<SettingsFile> {
    const path = join(folder, 'hawser.json')
    const text = await readFile(path, 'utf8').catch(() => JSON.stringify({ version: settingsVersion }))
    return new SettingsFile(path, settingsSchema.parse(JSON.parse(text)))
  }
  async change(next: (settings: Settings) => Settings): Promise<void> {
    const settings = next(this.latest.value)
    await writeFile(this.#path, JSON.stringify(settings, null, 2))
    this.latest.set(settings)
  }
}
