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
#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace reprise {
namespace {

constexpr int SPINS = 4000;  // about 50 to 100 µs, then the thread sleeps or gives way

void relax() {
#if defined(__x86_64__)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("isb" ::: "memory");  // takes about as long as x86's pause, where yield takes no time
#else
  std::this_thread::yield();
#endif
}

struct Pool {
  alignas(64) std::atomic<uint32_t> generation{0};
  alignas(64) std::atomic<int> running{0};
  alignas(64) std::atomic<int> arrived{0};
  std::atomic<uint32_t> barriers{0};
  std::atomic<int> sleeping{0};
  Task task = nullptr;
  void* context = nullptr;
  int wanted = 1;   // threads that take part, the caller included
  int started = 1;  // threads that exist, the caller included

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
      if (worker < wanted) task(context, worker);
      running.fetch_sub(1, std::memory_order_release);
    }
  }

  void start() {
    for (; started < wanted; started++) {
      std::thread(&Pool::serve, this, started, generation.load()).detach();
    }
  }

  void run(Task each, void* with) {
    if (wanted == 1) return each(with, 0);
    start();
    task = each;
    context = with;
    running.store(started - 1, std::memory_order_relaxed);
    generation.fetch_add(1);
    if (sleeping.load() > 0) generation.notify_all();
    each(with, 0);
    for (int spin = 0; running.load(std::memory_order_acquire) > 0;) {
      if (++spin < SPINS) relax();
      else std::this_thread::yield();
    }
  }

  void wait() {
    if (wanted == 1) return;
    const uint32_t seen = barriers.load(std::memory_order_acquire);
    if (arrived.fetch_add(1, std::memory_order_acq_rel) == wanted - 1) {
      arrived.store(0, std::memory_order_relaxed);
      barriers.store(seen + 1, std::memory_order_release);
      return;
    }
    for (int spin = 0; barriers.load(std::memory_order_acquire) == seen;) {
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

bool isShared(Scratch role) { return role > Scratch::Work; }  // the roles before it are each thread's own

void grow(Memory& memory, size_t floats) {
  if (memory.floats >= floats) return;
  freeFloats(memory.data);
  memory = Memory{};
  memory.data = allocateFloats(floats);
  if (memory.data == nullptr) throw std::bad_alloc();
  memory.floats = floats;
}

constexpr size_t PAGE = 4096, HUGE_PAGE = 2 << 20;

}  // namespace

float* allocateFloats(size_t floats) {
  const size_t bytes = floats * sizeof(float), page = bytes < HUGE_PAGE ? PAGE : HUGE_PAGE;
  void* data = std::aligned_alloc(page, (bytes + page - 1) / page * page);
#if defined(__linux__)
  if (data != nullptr && page == HUGE_PAGE) madvise(data, (bytes + page - 1) / page * page, MADV_HUGEPAGE);
#endif
  return static_cast<float*>(data);
}

void freeFloats(float* data) { std::free(data); }

void runTogether(Task task, void* context) { pool().run(task, context); }
void waitForAll() { pool().wait(); }

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
