package dev.lanewise.cli.fetch;

import java.time.Duration;

/**
 * How long a download waits.
 *
 * @param connect for a connection
 * @param answer from the request to the first line of the answer
 * @param stall for more bytes
 */
public record Timeouts(Duration connect, Duration answer, Duration stall) {

  /** Short at first, so that a network without the canonical hosts soon tries the packages. */
  public static final Timeouts USUAL =
      new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(20));
}
