package dev.lanewise.cli.console;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command end in good order on Ctrl-C, SIGTERM or SIGHUP: a shutdown hook asks it to stop
 * and waits, within limits, until it has written what it owes. The JVM then exits with the signal's
 * own code, 130, 143 or 129. A Ctrl-C while it waits ends it at once.
 */
public final class Interruption implements AutoCloseable {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  /** One signal that is sent to a process and to its group, as by timeout(1), is not a second. */
  private static final long MOMENT_MILLIS = 100;

  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "lanewise-stop");
  private volatile boolean requested;

  /** From now on a signal asks the command to stop. */
  public Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void stop() {
    requested = true;
    try {
      if (finished.await(MOMENT_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
      SecondInterrupt.haltsFromNowOn();
      if (!finished.await(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println("lanewise: a step takes too long to wait for; nothing more is written");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the command should stop now. */
  public boolean requested() {
    return requested;
  }

  /** The command has written everything. */
  @Override
  public void close() {
    finished.countDown();
    if (!requested) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // a signal came just now; the hook finds the command finished
      }
    }
  }
}
