/** The program's version: that of package.json (a test holds the two together). */
export const PROGRAM_VERSION = '0.1.0'
