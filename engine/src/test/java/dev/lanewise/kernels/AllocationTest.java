package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Warm products and fused steps make no garbage, which is how tiles that C2 has not got right show
 * themselves; {@link CompilationTest} has one JVM of each kind look. In JVMs of their own: this one
 * runs vectors of several widths, which spoils the profiles of the Vector API's own methods for all
 * of them.
 */
class AllocationTest {

  /** What a thread keeps for narrow products grows no further when their shapes change. */
  @Test
  void narrowProductsKeepOneBuffer() throws IOException, InterruptedException {
    String done =
        FreshJvm.run(SkinnyProducts.class, "-XX:MaxDirectMemorySize=32m", "-XX:+DisableExplicitGC");
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
    Garbage.assertNone(FreshJvm.run(Garbage.class, options));
  }
}
