import type { EngineEvent } from '../../contract/events.ts'

/** Tells an event of one rule; date and rule are added on the way. */
export type Tell = (event: Omit<EngineEvent, 'at' | 'ruleId'>) => void
