/** Reads what a step wrote into `GITHUB_OUTPUT` (`name<<delimiter`, lines, `delimiter`), the last value of a name. */
export function parseFileCommands(text: string): Record<string, string> {
  const values: Record<string, string> = {}
  const lines = text.split('\n')
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]
    if (line === '') continue
    const start = /^([^=<]+)<<(.+)$/.exec(line)
    if (start === null) throw new Error(`not the start of a value: ${JSON.stringify(line)}`)
    const [, name, delimiter] = start
    const end = lines.indexOf(delimiter, index + 1)
    if (end < 0) throw new Error(`the value of ${name} has no end`)
    values[name] = lines.slice(index + 1, end).join('\n')
    index = end
  }
  return values
}
