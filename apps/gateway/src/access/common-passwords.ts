// The head of every published list of leaked passwords, as far as eight characters allow, and this product's own name.
const COMMON = new Set([
  '12345678',
  '123456789',
  '1234567890',
  '87654321',
  '11111111',
  '88888888',
  '66666666',
  '00000000',
  '12341234',
  '123123123',
  '1qaz2wsx',
  '1q2w3e4r',
  'qwertyui',
  'qwerty123',
  'qwertyuiop',
  'asdfghjkl',
  'password',
  'password1',
  'password123',
  'passw0rd',
  'p@ssw0rd',
  'admin123',
  'admin1234',
  'administrator',
  'abc12345',
  'abcd1234',
  'a1234567',
  'a12345678',
  'woaini1314',
  'iloveyou',
  'tocsin123',
  'tocsintocsin',
])

/** Why a password would be among the first to be tried; undefined when it would not. NIST 800-63B asks for this instead of rules. */
export function weakness(
  password: string,
  username: string,
): { message: string; expected: string } | undefined {
  const plain = password.toLowerCase()
  if (COMMON.has(plain)) return { message: 'this password is on every list', expected: 'a less common one' }
  if (plain === username || plain === `${username}${username}`)
    return { message: 'the password is the user name', expected: 'a password that cannot be read off' }
  if (new Set(plain).size < 3)
    return { message: 'the password repeats one or two characters', expected: 'a less even one' }
  return undefined
}
