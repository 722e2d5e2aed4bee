package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  /** What a thread keeps for narrow products grows no further when their shapes change. */
  @Test
  void narrowProductsKeepOneBuffer() throws IOException, InterruptedException {
    String done =
        run(NarrowProducts.class, "-XX:MaxDirectMemorySize=32m", "-XX:+DisableExplicitGC");
    assertEquals("done", done);
  }

  /** Whether C2 gets a method right can differ from JVM to JVM. */
  @Tag("thorough")
  @RepeatedTest(20)
  void inManyJvms() throws IOException, InterruptedException {
    inFreshJvm();
  }

  /** Other tiles, for 16 registers. */
  @Tag("thorough")
  @RepeatedTest(20)
  void inManyJvmsWithAvx2() throws IOException, InterruptedException {
    inFreshJvm("-XX:+IgnoreUnrecognizedVMOptions", "-XX:UseAVX=2");
  }

  private static void inFreshJvm(String... options) throws IOException, InterruptedException {
    long bytes = Long.parseLong(run(Garbage.class, options));
    assertTrue(bytes <= Garbage.MOST_BYTES_PER_CALL, bytes + " bytes per call");
  }

  /** What a program prints. */
  private static String run(Class<?> program, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "--add-modules",
            "jdk.incubator.vector",
            "-cp",
            System.getProperty("java.class.path"),
            program.getName()));
    Process child =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, child.waitFor());
    return output.strip();
  }
}
