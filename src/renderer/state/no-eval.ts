import { config } from 'zod'

// Compiled checks would need eval, which the content security policy forbids; even the try would be reported as a
// violation. Must come before anything that makes a schema.
config({ jitless: true })
