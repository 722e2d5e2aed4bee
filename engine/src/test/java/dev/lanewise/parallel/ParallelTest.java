package dev.lanewise.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every element is worked on once, whatever the split; failures and nesting end in order. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ParallelTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 16})
  void everyElementOnce(int threads) {
    try (Parallel parallel = new Parallel(threads)) {
      assertEquals(threads, parallel.threads());
      for (int n : new int[] {0, 1, 2, 3, 5, 8, 17, 64, 99, 1000}) {
        for (int grain : new int[] {1, 2, 3, 8, 10, 1000, Integer.MAX_VALUE}) {
          check(parallel, n, grain);
        }
      }
    }
  }

  private static void check(Parallel parallel, int n, int grain) {
    AtomicIntegerArray visits = new AtomicIntegerArray(n);
    AtomicInteger pieces = new AtomicInteger();
    parallel.forEach(
        n,
        grain,
        (from, to) -> {
          pieces.incrementAndGet();
          if (from >= to || from % grain != 0) {
            throw new AssertionError("piece %d to %d, grain %d".formatted(from, to, grain));
          }
          for (int i = from; i < to; i++) {
            visits.incrementAndGet(i);
          }
        });
    for (int i = 0; i < n; i++) {
      assertEquals(1, visits.get(i), "visits of element " + i);
    }
    assertEquals(Math.min(parallel.threads(), Math.ceilDiv(n, grain)), pieces.get());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void theCallerBeginsAndPiecesMayWaitForThoseBefore(int threads) {
    try (Parallel parallel = new Parallel(threads)) {
      for (int round = 0; round < 200; round++) {
        Thread[] first = new Thread[1];
        CountDownLatch[] ended = new CountDownLatch[10];
        Arrays.setAll(ended, i -> new CountDownLatch(1));
        parallel.forEachOne(
            ended.length,
            (from, to) -> {
              if (from == 0) {
                first[0] = Thread.currentThread();
              } else {
                await(ended[from - 1]);
              }
              ended[from].countDown();
            });
        assertSame(Thread.currentThread(), first[0]);
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void hugeRanges() {
    try (Parallel parallel = new Parallel(3)) {
      int n = Integer.MAX_VALUE;
      for (int grain : new int[] {1, 7, n / 2, n - 1}) {
        Set<Long> lengths = ConcurrentHashMap.newKeySet();
        AtomicInteger ends = new AtomicInteger();
        parallel.forEach(
            n,
            grain,
            (from, to) -> {
              lengths.add((long) from << 32 | to);
              ends.accumulateAndGet(to, Math::max);
            });
        long covered = 0;
        for (long piece : lengths) {
          covered += (int) piece - (int) (piece >> 32);
        }
        assertEquals(n, covered);
        assertEquals(n, ends.get());
      }
    }
  }

  /** What the last call worked on may be large; it goes when nobody else holds it. */
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void workThatIsDoneIsLetGo() throws InterruptedException {
    try (Parallel parallel = new Parallel(2)) {
      WeakReference<Object> held = runWithSomething(parallel);
      while (held.get() != null) {
        System.gc();
        Thread.sleep(10);
      }
    }
  }

  private static WeakReference<Object> runWithSomething(Parallel parallel) {
    AtomicInteger something = new AtomicInteger();
    parallel.forEachOne(2, (from, to) -> something.addAndGet(to));
    assertEquals(3, something.get());
    return new WeakReference<>(something);
  }

  @Test
  void onePieceStaysOnTheCallersThread() {
    try (Parallel parallel = new Parallel(4)) {
      Thread caller = Thread.currentThread();
      parallel.forEach(8, 8, (from, to) -> assertSame(caller, Thread.currentThread()));
    }
    try (Parallel parallel = new Parallel(1)) {
      Thread caller = Thread.currentThread();
      parallel.forEach(800, 1, (from, to) -> assertSame(caller, Thread.currentThread()));
    }
  }

  /** All pieces run at the same time: each waits until every other has begun. */
  @Test
  void piecesRunAtOnce() {
    int threads = 4;
    try (Parallel parallel = new Parallel(threads)) {
      CountDownLatch begun = new CountDownLatch(threads);
      parallel.forEach(
          threads,
          1,
          (from, to) -> {
            begun.countDown();
            try {
              assertTrue(begun.await(20, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          });
    }
  }

  /** A helper that has no heap left ends neither its thread nor the wait of its caller. */
  @Test
  void aHelperThatLacksHeap() {
    Set<Thread> failed = ConcurrentHashMap.newKeySet();
    try (Parallel parallel = new Parallel(2)) {
      Thread caller = Thread.currentThread();
      for (int round = 0; round < 100; round++) {
        CountDownLatch second = new CountDownLatch(1);
        assertThrows(
            OutOfMemoryError.class,
            () ->
                parallel.forEachOne(
                    2,
                    (from, to) -> {
                      if (from == 0) {
                        await(second);
                        return;
                      }
                      second.countDown();
                      assertNotSame(caller, Thread.currentThread());
                      failed.add(Thread.currentThread());
                      throw new OutOfMemoryError("Java heap space");
                    }));
      }
    }
    assertEquals(1, failed.size());
  }

  /** The very exception of a piece, wherever it ran, after the other pieces have ended. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void exceptionsComeAfterAllPieces(int failing) {
    try (Parallel parallel = new Parallel(4)) {
      ArithmeticException failure = new ArithmeticException("row 3 is NaN");
      AtomicInteger ended = new AtomicInteger();
      ArithmeticException thrown =
          assertThrows(
              ArithmeticException.class,
              () ->
                  parallel.forEach(
                      4,
                      1,
                      (from, to) -> {
                        if (from == failing) {
                          throw failure;
                        }
                        pause();
                        ended.incrementAndGet();
                      }));
      assertEquals(3, ended.get());
      assertSame(failure, thrown);
      AtomicInteger after = new AtomicInteger();
      parallel.forEach(4, 1, (from, to) -> after.addAndGet(to - from));
      assertEquals(4, after.get(), "the pool still works");
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyPieceFails() {
    try (Parallel parallel = new Parallel(3)) {
      assertThrows(
          IllegalStateException.class,
          () ->
              parallel.forEach(
                  3,
                  1,
                  (from, to) -> {
                    throw new IllegalStateException("piece " + from);
                  }));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void nestedCallsEnd(int threads) {
    try (Parallel parallel = new Parallel(threads)) {
      AtomicInteger innermost = new AtomicInteger();
      parallel.forEach(
          9,
          1,
          (from, to) -> {
            for (int i = from; i < to; i++) {
              parallel.forEach(
                  8, 1, (a, b) -> parallel.forEach(b - a, 1, (x, y) -> innermost.addAndGet(y - x)));
            }
          });
      assertEquals(72, innermost.get());
    }
  }

  @Test
  void callersShareOnePool() throws InterruptedException {
    try (Parallel parallel = new Parallel(3)) {
      AtomicInteger total = new AtomicInteger();
      Thread[] callers = new Thread[5];
      for (int c = 0; c < callers.length; c++) {
        callers[c] =
            Thread.ofPlatform()
                .start(() -> {
                  for (int round = 0; round < 200; round++) {
                    parallel.forEach(10, 1, (from, to) -> total.addAndGet(to - from));
                  }
                });
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertEquals(callers.length * 200 * 10, total.get());
    }
  }

  @Test
  void closeEndsTheThreads() {
    Set<Thread> workers = ConcurrentHashMap.newKeySet();
    try (Parallel parallel = new Parallel(4)) {
      parallel.forEach(4, 1, (from, to) -> workers.add(Thread.currentThread()));
    }
    workers.remove(Thread.currentThread());
    for (Thread worker : workers) {
      try {
        assertTrue(worker.join(Duration.ofSeconds(10)), worker + " lives");
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** As many as the pool will have are tried, and have ended when it is open. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void threadsAreTriedWhenThePoolIsOpened(int threads) {
    Set<Thread> begun = ConcurrentHashMap.newKeySet();
    try (Parallel _ = new Parallel(threads, work -> started(begun, work))) {
      assertEquals(threads - 1, begun.size());
      assertTrue(begun.stream().noneMatch(Thread::isAlive));
    }
  }

  private static Thread started(Set<Thread> begun, Runnable work) {
    Thread thread = new Thread(work);
    begun.add(thread);
    return thread;
  }

  /** As under {@code ulimit -u}: the third thread is one too many. */
  @Test
  void aThreadThatCannotStartEndsTheOthers() throws InterruptedException {
    Set<Thread> begun = ConcurrentHashMap.newKeySet();
    OutOfMemoryError refusal = new OutOfMemoryError("unable to create native thread");
    OutOfMemoryError thrown =
        assertThrows(
            OutOfMemoryError.class,
            () ->
                new Parallel(
                    8,
                    work -> {
                      if (begun.size() == 2) {
                        throw refusal;
                      }
                      return started(begun, work);
                    }));
    assertSame(refusal, thrown);
    assertEquals(2, begun.size());
    for (Thread thread : begun) {
      thread.join();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void atLeastOneThread(int threads) {
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> new Parallel(threads).close());
    assertTrue(thrown.getMessage().contains(Integer.toString(threads)));
  }

  @Test
  void allCores() {
    try (Parallel parallel = Parallel.allCores()) {
      assertEquals(Runtime.getRuntime().availableProcessors(), parallel.threads());
    }
  }
}
