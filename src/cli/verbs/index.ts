/** The map of verbs, in the order of the help. */
import { compare } from './compare.js';
import { data } from './data.js';
import { engines } from './engines.js';
import { explain } from './explain.js';
import { gc } from './gc.js';
import { lock } from './lock.js';
import { pin } from './pin.js';
import { plan } from './plan.js';
import { report } from './report.js';
import { run } from './run.js';
import { show } from './show.js';
import { status } from './status.js';
import { validate } from './validate.js';
import { verify } from './verify.js';
import { why } from './why.js';

export const VERBS = {
  validate,
  explain,
  plan,
  run,
  status,
  report,
  show,
  why,
  compare,
  data,
  engines,
  lock,
  verify,
  pin,
  gc,
};
