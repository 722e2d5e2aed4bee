package dev.lanewise.cli.console;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * While open, Ctrl-C, SIGTERM and SIGHUP interrupt the thread that opened it and give it a moment
 * to tidy up before the JVM exits with the signal's own code.
 */
public final class SignalInterrupt implements AutoCloseable {

  private static final long MOMENT_MILLIS = 1000;

  private final Thread worker = Thread.currentThread();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupt, "lanewise-interrupt");

  /** From now on a signal interrupts this thread. */
  public SignalInterrupt() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void interrupt() {
    worker.interrupt();
    try {
      boolean _ = closed.await(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // the JVM is going down; the hook finds this closed
    }
  }
}
