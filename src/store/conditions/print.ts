/** A condition as text: as it can be written, or with what its fields hold. */
import type { Field } from './fields.js'
import type { Literal } from './literals.js'
import type { Arithmetic, Condition, Duration, Operand } from './tree.js'

/** How a field is shown; by its name alone, what is printed can be parsed again and says the same. */
export type ShowField = (field: Field) => string

const byName: ShowField = ({ name }) => name

export function printCondition(condition: Condition, show: ShowField = byName): string {
  const operand = (value: Operand): string => printOperand(value, show)
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.operands.map((part) => printPart(part, condition.kind, show)).join(` ${condition.kind} `)
    case 'not':
      return `not (${printCondition(condition.operand, show)})`
    case 'compare':
      return `${operand(condition.left)} ${condition.operator} ${printAlone(condition.right, show)}`
    case 'match':
      return `${show(condition.field)} ${condition.negated ? '!~' : '~'} ${printLiteral(condition.pattern)}`
    case 'in': {
      const items = condition.items.map(({ right }) => printAlone(right, show)).join(', ')
      return `${operand(condition.left)} ${condition.negated ? 'not in' : 'in'} (${items})`
    }
    case 'presence':
      return `${condition.presence} ${show(condition.field)}`
  }
}

/** A part of `and` or `or`, in parentheses where it would read as something else. */
function printPart(part: Condition, within: 'and' | 'or', show: ShowField): string {
  const text = printCondition(part, show)
  return part.kind === within || (part.kind === 'or' && within === 'and') ? `(${text})` : text
}

/** On the right, a field without a dot could be text. */
function printAlone(operand: Operand, show: ShowField): string {
  const text = printOperand(operand, show)
  return operand.kind === 'field' && operand.of === 'version' && operand.path.length === 1 ? `(${text})` : text
}

function printOperand(operand: Operand | Duration, show: ShowField): string {
  switch (operand.kind) {
    case 'field':
      return show(operand)
    case 'literal':
      return printLiteral(operand)
    case 'now':
      return 'now'
    case 'duration':
      return operand.text
    case 'negate':
      return `-(${printOperand(operand.operand, show)})`
    case 'arithmetic': {
      const rest = operand.rest.map(({ operator, operand: next }) => ` ${operator} ${printStep(next, operand, show)}`)
      return `${printStep(operand.first, operand, show)}${rest.join('')}`
    }
  }
}

function printStep(operand: Operand | Duration, within: Arithmetic, show: ShowField): string {
  const text = printOperand(operand, show)
  const binds = operand.kind !== 'arithmetic' || (isProduct(operand) && !isProduct(within))
  return binds ? text : `(${text})`
}

function isProduct({ rest }: Arithmetic): boolean {
  return /[*/]/.test(rest[0]!.operator)
}

function printLiteral({ text, quoted }: Literal): string {
  return quoted ? `"${text.replaceAll('"', '""')}"` : text
}
