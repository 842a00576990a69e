/**
 * One persistent pool of threads and the scratch memory of the kernels. Plain functions only: this header is read by
 * translation units compiled for wider instruction sets, which must share no inline code.
 */
#pragma once
#include <cstddef>

namespace reprise {

using Task = void (*)(void* context, int worker);

/** Calls task(context, worker) once on every thread, the caller's (worker 0) included; returns when all are done. */
void runTogether(Task task, void* context);

/** Inside runTogether: returns when every thread has called it. */
void waitForAll();

/** 1 to MAX_THREADS; results do not depend on it. */
void setThreads(int threads);
int threadCount();
constexpr int MAX_THREADS = 64;

/** Scratch a kernel asks for by role; two roles in use at once are two memories. */
enum class Scratch { PanelsOfA, OwnPanelsOfB, Work, PanelsOfB, Parts, Rows, Logits, Gradient, Block, Sums, COUNT };

/** Makes sure that every thread has `floats` of this role; call it outside of runTogether. Throws std::bad_alloc. */
void reserveScratch(Scratch role, size_t floats);
/** The memory of one worker (0 for memory that all share), 64-byte aligned; valid until the next reserve. */
float* scratch(Scratch role, int worker);

/** Page-aligned memory, in huge pages where it is large and the system has them; null when there is none. */
float* allocateFloats(size_t floats);
void freeFloats(float* data);

/** Held by a kernel from its first reserve to its end: one kernel runs at a time. */
void lockKernels();
void unlockKernels();

}  // namespace reprise
