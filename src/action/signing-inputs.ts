/** The inputs about signatures. The private key itself is in none of the messages. */
import { absolutePath, choiceInput, type InputReader, invalid } from './input-readers.js'

/** What a save is to do about signatures. */
export type SignInput =
  | { readonly by: 'none' }
  /** A private key as PEM, or the path of a file that holds one. */
  | { readonly by: 'key'; readonly key: string }
  /** Write what actions/attest signs. */
  | { readonly by: 'attest' }

export function signInput(reader: InputReader): SignInput {
  const by = choiceInput(reader, 'sign', ['none', 'key', 'attest'])
  const key = reader.input('sign-key')
  if (by !== 'key') {
    if (key !== '') throw invalid('sign-key', `is given, and nothing is signed with it: give 'sign: key'`)
    return { by }
  }
  if (key === '') {
    throw invalid('sign-key', "is required with 'sign: key': give a private key, such as ${{ secrets.SIGNING_KEY }}")
  }
  return { by, key }
}

/** What a restore asks of signatures. */
export interface VerifySignatureInputs {
  /** Undefined where nothing was given: the configuration decides. */
  readonly verify: 'off' | 'required' | undefined
  /** PEM, or the path of a file. */
  readonly publicKey: string | undefined
  /** Absolute. */
  readonly signaturePath: string | undefined
}

export function verifySignatureInputs(reader: InputReader): VerifySignatureInputs {
  const signaturePath = reader.input('signature-path')
  return {
    verify:
      reader.input('verify-signature') === ''
        ? undefined
        : choiceInput(reader, 'verify-signature', ['off', 'required']),
    publicKey: reader.input('public-key') || undefined,
    signaturePath: signaturePath === '' ? undefined : absolutePath(reader, signaturePath)
  }
}
