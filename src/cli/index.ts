/**
 * The command line: reads arguments into one request, opens the store, calls it, and shows the result as text or JSON.
 * Exit codes: 0 done, 1 failed, 2 used wrongly, 130 interrupted. Results go to stdout, everything else to stderr.
 */
export type { CliHost } from './host.js'
export { runCli } from './run.js'
export type { CliStreams, OutputStream } from './streams.js'
