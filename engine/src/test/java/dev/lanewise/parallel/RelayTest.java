package dev.lanewise.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The second half of a relay waits for what the first hands over in the same step, and no more. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RelayTest {

  private static final int PARTS = 3;
  private static final int GROUPS = 2;

  @Test
  void waitsForThePartOfThisStep() {
    Relay relay = new Relay(PARTS, GROUPS);
    for (int step = 0; step < 3; step++) {
      relay.begin();
      relay.handOver(0, 0, PARTS - 1); // another group
      relay.handOver(1, 1, PARTS - 1); // another half
      relay.handOver(0, 1, 0);
      relay.await(0, 1, 0);
      CompletableFuture<Void> second = CompletableFuture.runAsync(() -> relay.await(0, 1, 1));
      assertThrows(TimeoutException.class, () -> second.get(20, TimeUnit.MILLISECONDS));
      relay.handOver(0, 1, 1);
      second.join();
      assertFalse(second.isCompletedExceptionally());
      relay.handOver(0, 1, PARTS - 1);
      relay.await(0, 1, PARTS - 1);
    }
  }

  /** The second does not wait for ever, and what the caller is told is why the first failed. */
  @Test
  void endsWithTheFailure() {
    Relay relay = new Relay(PARTS, GROUPS);
    CountDownLatch over = new CountDownLatch(1);
    try (Parallel parallel = new Parallel(2)) {
      relay.begin();
      OutOfMemoryError failure =
          assertThrows(
              OutOfMemoryError.class,
              () ->
                  parallel.forEachOne(
                      2,
                      (half, next) -> {
                        if (half == 0) {
                          relay.abandon();
                          await(over);
                          throw new OutOfMemoryError("of the first");
                        }
                        relay.await(0, 0, 0);
                        over.countDown();
                      }));
      assertEquals("of the first", failure.getMessage());
    }
    relay.begin();
    CompletableFuture<Void> next = CompletableFuture.runAsync(() -> relay.await(0, 0, 0));
    assertThrows(TimeoutException.class, () -> next.get(20, TimeUnit.MILLISECONDS));
    relay.handOver(0, 0, 0);
    next.join();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
