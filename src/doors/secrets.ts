/**
 * The secrets that this process was given. A step cannot ask its runner what is masked; but what a runner, a cloud's SDK
 * and people put into the environment is called what it is.
 */

type Environment = Readonly<Record<string, string | undefined>>

/** Secrets whatever they look like: the tokens of the runner, the keys of the storage, the key that signs. */
const KNOWN_NAMES: ReadonlySet<string> = new Set([
  'GITHUB_TOKEN',
  'GH_TOKEN',
  'ACTIONS_RUNTIME_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'INPUT_SIGN-KEY'
])

/** What secrets are called. Not what ends otherwise: `TOKEN_FILE` is a path, `MAX_TOKENS` a number. */
const SECRET_NAME =
  /(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|(?:^|[_-])(?:PAT|CONNECTION_STRING|(?:API|ACCESS|SECRET|PRIVATE|SIGN|SIGNING|ACCOUNT|DEPLOY|SSH|MASTER|ENCRYPTION)[_-]?KEY))$/i

/** A word, as it may stand for `TOKEN=disabled`: not looked for in each text. */
const PLAIN_WORD = /^[A-Za-z]{1,15}$/
const PASSWORD_IN_URL = /^[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/?#@:]{0,200}:([^\s/?#@]{1,200})@/i

/** Values that must be in no record, summary, log or message; each once. */
export function secretsOf(env: Environment): string[] {
  const secrets = new Set<string>()
  for (const [name, value = ''] of Object.entries(env)) {
    if (KNOWN_NAMES.has(name) || (SECRET_NAME.test(name) && !PLAIN_WORD.test(value))) secrets.add(value)
    const password = PASSWORD_IN_URL.exec(value)?.[1]
    if (password === undefined) continue
    secrets.add(password)
    secrets.add(decoded(password))
  }
  secrets.delete('')
  return [...secrets]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
