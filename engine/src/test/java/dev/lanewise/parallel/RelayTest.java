package dev.lanewise.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
      relay.awaitAll(1);
    }
  }

  @Test
  void endsIfAbandoned() {
    Relay relay = new Relay(PARTS, GROUPS);
    relay.begin();
    CompletableFuture<Void> second = CompletableFuture.runAsync(() -> relay.await(0, 0, 0));
    relay.abandon();
    CompletionException failure = assertThrows(CompletionException.class, second::join);
    assertEquals(IllegalStateException.class, failure.getCause().getClass());
    relay.begin();
    relay.handOver(0, 0, 0);
    relay.await(0, 0, 0);
  }
}
