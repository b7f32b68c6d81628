/** What a server says in the body and the headers of an error is text, however it is spelt. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inertMessage } from '../../src/doors/index.js'
import { openS3Storage } from '../../src/storage/index.js'
import { failure } from '../store/support.js'
import { HARMFUL } from '../support/log-commands.js'

let server: Server
let answer: { status: number; body: string; headers: Record<string, string> }
beforeAll(async () => {
  server = createServer((_request, response) => {
    response.writeHead(answer.status, { 'content-type': 'application/xml', ...answer.headers })
    response.end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

const WORST = 'x&#10;::set-output name=found::y&#13;##[add-mask]z&#x9b;2J&#x202e;&#x2028;&lt;b&gt;'

test.each<[string, number, string, Record<string, string>]>([
  ['a code and a message', 400, `<Error><Code>${WORST}</Code><Message>${WORST}</Message></Error>`, {}],
  ['a code of a thousand characters', 400, `<Error><Code>${'C'.repeat(1000)}</Code></Error>`, {}],
  [
    'a region',
    301,
    '<Error><Code>PermanentRedirect</Code></Error>',
    { 'x-amz-bucket-region': 'a\u0085::error::\u009bb' }
  ],
  ['no XML', 400, '::error::\n##[error]\u001b[2J', {}],
  ['entities of its own', 403, `<!DOCTYPE x [<!ENTITY y "::error::">]><Error><Code>&y;&y;</Code></Error>`, {}]
])('%s', async (_, status, body, headers) => {
  answer = { status, body, headers }
  const { port } = server.address() as AddressInfo
  const storage = await openS3Storage({
    endpoint: `http://127.0.0.1:${port}`,
    bucket: 'bucket',
    prefix: 'store',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    retryDelay: 1
  })
  const { code, message } = await failure(storage.read('store.json'))
  expect(code).toBe('STORAGE')
  expect(message).not.toMatch(HARMFUL)
  expect(message).not.toContain('\n')
  expect(message.length).toBeLessThan(1200)
  expect(inertMessage(message)).toBe(message.replaceAll('##[', '## ['))
})
