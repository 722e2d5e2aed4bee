package dev.lanewise.bench.results;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What a run of the comparison was.
 *
 * @param date when it began, UTC
 * @param commit of the checkout it was started in, {@code -dirty} if that had changes
 * @param machine what it ran on
 * @param jdk vendor and version of the JDK
 * @param jvmOptions options of our JVM beside the Vector API module
 * @param settings the other options, as given on the command line
 */
public record RunHeader(
    String date, String commit, Machine machine, String jdk, String jvmOptions, String settings) {

  /** A run that begins now, here. */
  public static RunHeader now(String jvmOptions, String settings) {
    return new RunHeader(
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        describeCheckout(),
        Machine.here(),
        System.getProperty("java.vendor") + " " + Runtime.version(),
        jvmOptions,
        settings);
  }

  /** Whether our vectors were kept to AVX2. */
  boolean avx2Only() {
    return jvmOptions.contains("-XX:UseAVX=2");
  }

  private static String describeCheckout() {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--exclude=*")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String out = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return out.isBlank() ? "unknown" : out.strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
