/** tfjs's own JavaScript backend with recycled memory: every op works, and the kernels of this folder take over some. */
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import {
  copyRegisteredKernels,
  engine,
  getKernel,
  registerBackend,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import type { DataType, KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import type { Addon } from './kernels.js';
import { Memory } from './memory.js';

type Values = Parameters<MathBackendCPU['write']>[0];
type DataId = ReturnType<MathBackendCPU['write']>;

export class NativeBackend extends MathBackendCPU {
  readonly lending: Memory;

  constructor(addon: Addon) {
    super();
    this.lending = new Memory((floats) => addon.allocate(floats));
  }

  override write(values: Values, shape: number[], dtype: DataType): DataId {
    return super.write(values instanceof Float32Array ? this.lending.hold(values) : values, shape, dtype);
  }

  /** The values themselves, which later kernels may overwrite once the tensor is disposed of. */
  valuesOf(dataId: DataId): Float32Array {
    return this.data.get(dataId).values as Float32Array;
  }

  /** A copy where the memory is lent: what a caller reads stays his. */
  override readSync(dataId: DataId): Values {
    const values = super.readSync(dataId);
    return values instanceof Float32Array && this.lending.owns(values) ? values.slice() : values;
  }

  override disposeData(dataId: DataId, force = false): boolean {
    const values = this.data.has(dataId) ? this.data.get(dataId).values : undefined;
    const gone = super.disposeData(dataId, force);
    if (gone && values instanceof Float32Array) this.lending.takeBack(values);
    return gone;
  }
}

/** The backend in use, which must be the native one. */
export const nativeBackend = (): NativeBackend => asNative(engine().backend);

function asNative(backend: unknown): NativeBackend {
  if (backend instanceof NativeBackend) return backend;
  throw new Error('The tensors are on another engine than native.');
}

const isEqualShape = (a: TensorInfo, b: TensorInfo) =>
  a.shape.length === b.shape.length && a.shape.every((size, axis) => size === b.shape[axis]);

/** a + b of equal shapes by the addon: tfjs adds gradients with it; the rest stays with JavaScript. */
function addKernel(addon: Addon): KernelConfig {
  const { kernelFunc: plain } = getKernel('Add', 'cpu');
  const kernelFunc: KernelFunc = (call) => {
    const { a, b } = call.inputs as unknown as { a: TensorInfo; b: TensorInfo };
    if (a.dtype !== 'float32' || b.dtype !== 'float32' || !isEqualShape(a, b)) return plain(call);
    const backend = asNative(call.backend);
    const [x, y] = [backend.valuesOf(a.dataId), backend.valuesOf(b.dataId)];
    const out = backend.lending.lend(x.length);
    addon.add({ x, y, out });
    return backend.makeTensorInfo(a.shape, 'float32', out);
  };
  return { kernelName: 'Add', backendName: 'native', kernelFunc };
}

let isRegistered = false;

/** Registers the backend with tfjs under the name `native`; once. */
export function registerNative(addon: Addon): void {
  if (isRegistered) return;
  isRegistered = true;
  registerBackend('native', () => new NativeBackend(addon));
  copyRegisteredKernels('cpu', 'native');
  unregisterKernel('Add', 'native');
  registerKernel(addKernel(addon));
}
