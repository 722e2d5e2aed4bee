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
class SplitKOrderTest {

  private static final int PARTS = 3;
  private static final int GROUPS = 2;

  @Test
  void waitsForThePartOfThisStep() {
    SplitKOrder order = new SplitKOrder(PARTS, GROUPS);
    for (int step = 0; step < 3; step++) {
      order.begin();
      order.publish(0, 0, PARTS - 1); // another group
      order.publish(1, 1, PARTS - 1); // another half
      order.publish(0, 1, 0);
      order.await(0, 1, 0);
      CompletableFuture<Void> second = CompletableFuture.runAsync(() -> order.await(0, 1, 1));
      assertThrows(TimeoutException.class, () -> second.get(20, TimeUnit.MILLISECONDS));
      order.publish(0, 1, 1);
      second.join();
      assertFalse(second.isCompletedExceptionally());
      order.publish(0, 1, PARTS - 1);
      order.await(0, 1, PARTS - 1);
    }
  }

  /** The second does not wait for ever, and what the caller is told is why the first failed. */
  @Test
  void endsWithTheFailure() {
    SplitKOrder order = new SplitKOrder(PARTS, GROUPS);
    CountDownLatch over = new CountDownLatch(1);
    try (Parallel parallel = new Parallel(2)) {
      order.begin();
      OutOfMemoryError failure =
          assertThrows(
              OutOfMemoryError.class,
              () ->
                  parallel.forEachOne(
                      2,
                      (half, next) -> {
                        if (half == 0) {
                          order.abandon();
                          await(over);
                          throw new OutOfMemoryError("of the first");
                        }
                        order.await(0, 0, 0);
                        over.countDown();
                      }));
      assertEquals("of the first", failure.getMessage());
    }
    order.begin();
    CompletableFuture<Void> next = CompletableFuture.runAsync(() -> order.await(0, 0, 0));
    assertThrows(TimeoutException.class, () -> next.get(20, TimeUnit.MILLISECONDS));
    order.publish(0, 0, 0);
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
