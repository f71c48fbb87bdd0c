import { userDataFolder } from '../host/user-data.ts'
import { keepCompiled } from './compiled.ts'

await keepCompiled(userDataFolder())
await import('./start.ts')
