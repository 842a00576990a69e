#include "pool.h"

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <new>
#include <thread>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace reprise {
namespace {

constexpr int SPINS = 4000;  // about 50 to 100 µs, then the thread sleeps

void relax() {
#if defined(__x86_64__)
  _mm_pause();
#else
  std::this_thread::yield();
#endif
}

struct Pool {
  std::atomic<uint32_t> generation{0};
  std::atomic<int> running{0};
  std::atomic<int> sleeping{0};
  std::atomic<long> next{0};
  long count = 0;
  Task task = nullptr;
  void* context = nullptr;
  int wanted = 1;   // threads that take part, the caller included
  int started = 1;  // threads that exist, the caller included

  void work(int worker) {
    for (;;) {
      const long index = next.fetch_add(1, std::memory_order_relaxed);
      if (index >= count) return;
      task(context, index, worker);
    }
  }

  void serve(int worker, uint32_t seen) {
    for (;;) {
      for (int spin = 0; generation.load(std::memory_order_acquire) == seen;) {
        if (++spin < SPINS) {
          relax();
          continue;
        }
        sleeping.fetch_add(1);
        generation.wait(seen);
        sleeping.fetch_sub(1);
      }
      seen++;
      if (worker < wanted) work(worker);
      running.fetch_sub(1, std::memory_order_release);
    }
  }

  void start() {
    for (; started < wanted; started++) {
      std::thread(&Pool::serve, this, started, generation.load()).detach();
    }
  }

  void run(long tasks, Task each, void* with) {
    if (wanted == 1 || tasks == 1) {
      for (long index = 0; index < tasks; index++) each(with, index, 0);
      return;
    }
    start();
    count = tasks;
    task = each;
    context = with;
    next.store(0, std::memory_order_relaxed);
    running.store(started - 1, std::memory_order_relaxed);
    generation.fetch_add(1);
    if (sleeping.load() > 0) generation.notify_all();
    work(0);
    for (int spin = 0; running.load(std::memory_order_acquire) > 0;) {
      if (++spin < SPINS) relax();
      else std::this_thread::yield();
    }
  }
};

/** Never destroyed: detached threads may outlive static destruction. */
Pool& pool() {
  static Pool* only = new Pool();
  return *only;
}

constexpr int ROLES = static_cast<int>(Scratch::COUNT);
struct Memory {
  float* data = nullptr;
  size_t floats = 0;
};
Memory memories[ROLES][MAX_THREADS];
std::mutex kernels;

bool isShared(Scratch role) { return role != Scratch::PanelsOfA && role != Scratch::Work; }

void grow(Memory& memory, size_t floats) {
  if (memory.floats >= floats) return;
  std::free(memory.data);
  memory = Memory{};
  const size_t bytes = (floats * sizeof(float) + 4095) / 4096 * 4096;
  memory.data = static_cast<float*>(std::aligned_alloc(4096, bytes));
  if (memory.data == nullptr) throw std::bad_alloc();
  memory.floats = bytes / sizeof(float);
}

}  // namespace

void runParallel(long count, Task task, void* context) {
  if (count > 0) pool().run(count, task, context);
}

void setThreads(int threads) {
  std::lock_guard<std::mutex> guard(kernels);
  pool().wanted = threads < 1 ? 1 : threads > MAX_THREADS ? MAX_THREADS : threads;
}

int threadCount() { return pool().wanted; }

void reserveScratch(Scratch role, size_t floats) {
  const int owners = isShared(role) ? 1 : threadCount();
  for (int worker = 0; worker < owners; worker++) grow(memories[static_cast<int>(role)][worker], floats);
}

float* scratch(Scratch role, int worker) { return memories[static_cast<int>(role)][worker].data; }

void lockKernels() { kernels.lock(); }
void unlockKernels() { kernels.unlock(); }

}  // namespace reprise
