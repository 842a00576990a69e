// Preloaded: this process lives in 2031, and says so when it is asked for the time of a report.
const YEARS = 5 * 365 * 86_400_000 + 12_345_678;
const RealDate = Date;

class LaterDate extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + YEARS);
    else super(...given);
  }
  static now() {
    return RealDate.now() + YEARS;
  }
}
globalThis.Date = LaterDate;
