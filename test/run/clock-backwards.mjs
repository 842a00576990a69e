/** Preloaded into the program and its workers: the clock of the machine goes back an hour whenever it is read. */
import './into-workers.mjs';

const RealDate = Date;
let now = RealDate.now();
const read = () => (now -= 3_600_000);
globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [read()] : given));
  }
  static now() {
    return read();
  }
};
