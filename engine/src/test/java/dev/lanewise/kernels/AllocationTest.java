package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Warm products and fused steps make no garbage, which is how tiles that C2 has not got right show
 * themselves. In JVMs of their own: this one runs vectors of several widths, which spoils the
 * profiles of the Vector API's own methods for all of them.
 */
class AllocationTest {

  @Test
  void warmProductsAndSteps() throws IOException, InterruptedException {
    inFreshJvm();
  }

  /** Whether C2 gets a method right can differ from JVM to JVM. */
  @Tag("thorough")
  @RepeatedTest(20)
  void inManyJvms() throws IOException, InterruptedException {
    inFreshJvm();
  }

  private static void inFreshJvm() throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Garbage.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, child.waitFor());
    long bytes = Long.parseLong(output.strip());
    assertTrue(bytes <= Garbage.MOST_BYTES_PER_CALL, bytes + " bytes per call");
  }
}
