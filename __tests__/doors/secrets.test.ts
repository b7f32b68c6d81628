import { secretsOf } from '../../src/doors/secrets.js'

test.each([
  'GITHUB_TOKEN',
  'ACTIONS_RUNTIME_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'INPUT_SIGN-KEY',
  'HF_TOKEN',
  'WANDB_API_KEY',
  'NPM_AUTH_TOKEN',
  'PGPASSWORD',
  'DB_PASSWORD',
  'SECRET',
  'MY_SECRET',
  'AZURE_STORAGE_CONNECTION_STRING',
  'SSH_PRIVATE_KEY',
  'INPUT_TOKEN',
  'INPUT_API-KEY',
  'github_token'
])('the value of %s is one', (name) => {
  expect(secretsOf({ PATH: '/bin', [name]: 'value-1234' })).toEqual(['value-1234'])
})

test.each([
  'PATH',
  'COMPAT',
  'HOME',
  'GITHUB_SHA',
  'GITHUB_REPOSITORY',
  'ACTIONS_ID_TOKEN_REQUEST_URL',
  'AWS_ACCESS_KEY_ID',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'TOKENIZERS_PARALLELISM',
  'MAX_TOKENS',
  'PASSWORD_FILE',
  'INPUT_PUBLIC-KEY',
  'INPUT_NAME',
  'CACHE_KEY',
  'KEY',
  'SECRETARY'
])('the value of %s is none', (name) => {
  expect(secretsOf({ [name]: 'value-1234' })).toEqual([])
})

test('a plain word under such a name is none: it is in any text; of what is known to be a secret it is', () => {
  expect(
    secretsOf({ MY_TOKEN: 'disabled', AWS_SECRET_ACCESS_KEY: 'minioadmin', HF_TOKEN: '', OTHER: undefined })
  ).toEqual(['minioadmin'])
})

test('a password in an address is one, as it is written and as it is meant', () => {
  expect(
    secretsOf({
      DATABASE_URL: 'postgres://trainer:p%40ssword@db/features',
      PIP_INDEX_URL: 'https://user:abc%ZZdef@host/simple',
      HTTP_PROXY: 'http://proxy:8080/@x'
    })
  ).toEqual(['p%40ssword', 'p@ssword', 'abc%ZZdef'])
})
