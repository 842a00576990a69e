/** Text that a user brings, as bytes. */
import { EXIT, UserError } from '../failure.js';

/** UTF-8 without its byte order mark. Throws UserError for UTF-16, of which nothing would be left. */
export function textOf(bytes: Buffer, path: string): string {
  if (!isUtf16(bytes)) return new TextDecoder().decode(bytes);
  throw new UserError(
    `${path} looks like UTF-16. Save it as UTF-8: iconv -f UTF-16 -t UTF-8 OLD > NEW.`,
    EXIT.usage,
  );
}

/** Characters that are looked at. */
const ENOUGH = 200;

/** By its byte order mark, or by the zero in one byte of two that Latin letters have. */
function isUtf16(bytes: Buffer): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  const pairs = Math.min(ENOUGH, Math.floor(bytes.length / 2));
  let halves = 0;
  for (let at = 0; at < pairs; at++) if ((bytes[2 * at] === 0) !== (bytes[2 * at + 1] === 0)) halves += 1;
  return pairs > 0 && halves > pairs / 2;
}
