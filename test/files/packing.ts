/** Archives as somebody would make them to do harm. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Header } from 'tar';

/** A file of this name in a folder of its own. */
export async function written(name: string, bytes: Buffer): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'packed-')), name);
  await writeFile(file, bytes);
  return file;
}

export interface Entry {
  readonly name: string;
  readonly bytes: Buffer;
  /** What the archive says of its size, if not the truth. */
  readonly claimed?: number;
}

/** A tar archive, not compressed. */
export function tarOf(entries: readonly Entry[]): Buffer {
  const parts = entries.flatMap(({ name, bytes, claimed }) => {
    const header = new Header({ path: name, size: claimed ?? bytes.length, type: 'File', mode: 0o644 });
    const block = Buffer.alloc(512);
    header.encode(block, 0);
    return [block, bytes, Buffer.alloc(-bytes.length & 511)];
  });
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

/** A zip archive, its files deflated. */
export function zipOf(entries: readonly Entry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { local, central } = zipped(entry, offset);
    files.push(local);
    directory.push(central);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, ...directory, end]);
}

/** gzip's header of 10 bytes and trailer of 8, a CRC-32 and a length, stand around what zip wants. */
function zipped({ name, bytes, claimed }: Entry, offset: number): { local: Buffer; central: Buffer } {
  const gzipped = gzipSync(bytes);
  const packed = gzipped.subarray(10, -8);
  const fields = Buffer.alloc(26); // version to the lengths of name and extra field
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(8, 4);
  gzipped.copy(fields, 10, gzipped.length - 8, gzipped.length - 4);
  fields.writeUInt32LE(packed.length, 14);
  fields.writeUInt32LE(claimed ?? bytes.length, 18);
  fields.writeUInt16LE(name.length, 22);
  const place = Buffer.alloc(14);
  place.writeUInt32LE(offset, 10);
  return {
    local: Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), packed]),
    central: Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), fields, place, Buffer.from(name)]),
  };
}

/** a.txt of four million zeros in a tar archive, compressed by xz to 752 bytes. */
export const XZ_BOMB = gunzipSync(
  Buffer.from(
    'H4sIAAAAAAACA/trXhURxcDA8uzaFjcmBkVGGQYGBoHzEWf+/+dknB7LYNDd1X6E79P0JT9KbY+ufHtzhiNXXn4j4/R9F1QStu9Yx7NL' +
      'qfi58yfmJ+n1DuHWkQocB2349uy01y6bqj77lftRxl9bX/40epu6sow777muIOuzT5Pev7p39crWm8W7YyMWm4U7yRuff7k4LLRzXn/R' +
      '8bIFM+rPaH1u3RuwfufWFw7XuaZlrHFc+bRh6TG7KRpppec2PldTXvGDrfvm1/prvNL2teWrm0UU8y5erfpsJxKcVLYm8snTaFaOn8dv' +
      'rf3zO0i75KxctILTz7vBtj80UzitG05r5dzfav3hyF69+FX8dt5pThOE+f4LTP5RWBH5g/vs/6kabvwr/9Tc+z3LQC/sQH/r5+bGA6lH' +
      'VIN/fJ1oZsi6dMO7/IMFvu48FycKrlqbILvr3EZ1iZjItpdpQRH7XtLX6jOWzxnmSnxlFGJ4Uxy8/O++dTWGUvO39xrmFcxbrhz/RuN0' +
      '68WpM7rqtCZ+Ui/9LnmAbYbvjL831l+dwD8ofUMtq7+rcYa7AdPuzM8iC+yv7S1iYDzN2rDhC+O9l17xG4+k/2YCyjGwREYBAHPY8KTw' +
      'AgAA',
    'base64',
  ),
);
