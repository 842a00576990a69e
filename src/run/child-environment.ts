/**
 * What child processes are handed of this one's environment: what they are known to need, by name, and nothing else. A
 * secret that lies in the user's environment reaches none of them, and no setting nobody thought of changes a result.
 * A name that ends with * stands for all that begin so.
 */

/** Where programs, libraries, temporary files and caches lie. */
const PLACES = ['PATH', 'HOME', 'TMPDIR', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'];

/** Beside them: which devices and how many threads TensorFlow, CUDA and their libraries use, and how loud they are. */
const OF_ENGINES = [
  ...['TF_CPP_*', 'TF_CUDNN_*', 'TF_GPU_*', 'TF_DETERMINISTIC_OPS', 'TF_ENABLE_ONEDNN_OPTS'],
  ...['TF_FORCE_GPU_ALLOW_GROWTH', 'TF_NUM_INTEROP_THREADS', 'TF_NUM_INTRAOP_THREADS', 'TF_XLA_FLAGS'],
  ...['XLA_FLAGS', 'CUDA_*', 'CUDNN_*', 'NVIDIA_*', 'OMP_*', 'KMP_*', 'MKL_*', 'DNNL_*', 'ONEDNN_*'],
];

/** Of Node.js itself: how many threads read and write files. */
const OF_NODE = ['UV_THREADPOOL_SIZE'];

/** Beside the places: where git finds the repository, and its configuration. */
const OF_GIT = [
  ...['GIT_DIR', 'GIT_WORK_TREE', 'GIT_COMMON_DIR', 'GIT_OBJECT_DIRECTORY', 'GIT_CONFIG*'],
  ...['GIT_ALTERNATE_OBJECT_DIRECTORIES', 'GIT_CEILING_DIRECTORIES', 'GIT_DISCOVERY_ACROSS_FILESYSTEM'],
  'XDG_CONFIG_HOME',
];

export type Variables = Readonly<Record<string, string>>;

/** For a worker; of the options to Node.js, the limits of memory. What else is to hold comes with the assignment. */
export function workerEnvironment(): Variables {
  const options = memoryOptions((process.env['NODE_OPTIONS'] ?? '').split(/\s+/));
  const own: Variables = options.length === 0 ? {} : { NODE_OPTIONS: options.join(' ') };
  return { ...chosen([...PLACES, ...OF_ENGINES, ...OF_NODE]), ...own };
}

export const gitEnvironment = (): Variables => chosen([...PLACES, ...OF_GIT]);

/** Of options to Node.js those that limit memory: others, as --import and --inspect, would make another worker of it. */
export const memoryOptions = (options: readonly string[]): string[] =>
  options.filter((option) =>
    /^--(max|min)[-_](old|semi)[-_]space[-_]size([-_]percentage)?=\d+$/.test(option),
  );

function chosen(names: readonly string[]): Variables {
  const isWanted = (name: string): boolean =>
    names.some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : name === one));
  const pairs = Object.entries(process.env).filter(([name]) => isWanted(name));
  return Object.fromEntries(pairs) as Variables;
}
