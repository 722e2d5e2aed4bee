package dev.lanewise.cli.console;

/** How long the program has run. */
public final class Stopwatch {

  private static final long START = System.nanoTime();

  private Stopwatch() {}

  /** Begins to count, unless it counts already: any use of this class sets the start. */
  public static void start() {}

  /** Seconds since the program began. */
  public static double secondsSinceStart() {
    return (System.nanoTime() - START) * 1e-9;
  }
}
