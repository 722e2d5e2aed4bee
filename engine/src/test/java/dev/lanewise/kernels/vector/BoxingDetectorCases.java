package dev.lanewise.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.kernels.vector.MicroKernelShape.Layout;
import dev.lanewise.kernels.vector.MicroKernelShape.Output;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.util.Arrays;

/** Boxed vectors are seen and nothing else is; tiles that have been renewed do the same. */
public final class BoxingDetectorCases implements Runnable {

  private static final long MANY = 2 * BoxingDetector.MOST_BYTES;

  /** For the test that loads this class. */
  public BoxingDetectorCases() {}

  @Override
  public void run() {
    boxesAreSeenOnceCompilersAreDone();
    aTileThatIsMadeIsWaitedFor();
    tilesKnowTheYoungest();
    garbageCollectionsAndSmallObjectsAreNothing();
    manyGarbageCollectionsAreSeen();
    renewedKernelsComputeTheSame();
  }

  private static void boxesAreSeenOnceCompilersAreDone() {
    BoxingDetector detector = new BoxingDetector();
    for (int step = 0; step < 1_000; step++) {
      assertFalse(detector.detects(step, MANY), "while they compile");
    }
    int steps = 1;
    while (!detector.detects(BoxingDetector.SETTLED_NANOS + steps, MANY)) {
      steps++;
    }
    assertEquals(BoxingDetector.SETTLED_STEPS + BoxingDetector.STEPS, steps);
  }

  private static BoxingDetector settled() {
    BoxingDetector detector = new BoxingDetector();
    for (int step = 0; step < BoxingDetector.SETTLED_STEPS; step++) {
      assertFalse(detector.detects(BoxingDetector.SETTLED_NANOS, MANY), "not settled");
    }
    return detector;
  }

  private static void aTileThatIsMadeIsWaitedFor() {
    BoxingDetector detector = settled();
    for (int step = 1; step < BoxingDetector.STEPS; step++) {
      assertFalse(detector.detects(BoxingDetector.SETTLED_NANOS, MANY), "too few steps");
    }
    for (int step = 0; step < BoxingDetector.STEPS; step++) {
      assertFalse(detector.detects(BoxingDetector.SETTLED_NANOS - 1, MANY), "a young tile");
    }
    for (int step = 0; step < BoxingDetector.SETTLED_STEPS; step++) {
      assertFalse(detector.detects(BoxingDetector.SETTLED_NANOS, MANY), "not settled");
    }
    assertTrue(detector.detects(BoxingDetector.SETTLED_NANOS, MANY));
    assertFalse(detector.detects(BoxingDetector.SETTLED_NANOS, MANY), "begins anew");
  }

  private static void garbageCollectionsAndSmallObjectsAreNothing() {
    BoxingDetector detector = new BoxingDetector();
    detector.detects(0, 0);
    for (int step = 0; step < 10_000; step++) {
      long grown = step % 100 == 0 ? -1_000 * MANY : BoxingDetector.MOST_BYTES / 2;
      assertFalse(detector.detects(BoxingDetector.SETTLED_NANOS + step, grown));
    }
  }

  /** With a small heap most steps end with less than they began with. */
  private static void manyGarbageCollectionsAreSeen() {
    BoxingDetector detector = settled();
    boolean seen = false;
    for (int step = 0; step < BoxingDetector.STEPS; step++) {
      long grown = step % 2 == 0 ? -BoxingDetector.MOST_BYTES : BoxingDetector.MOST_BYTES / 2;
      seen = detector.detects(BoxingDetector.SETTLED_NANOS, grown);
    }
    assertTrue(seen);
  }

  private static void tilesKnowTheYoungest() {
    long before = System.nanoTime();
    MicroKernel.of(1, 3, Layout.BOTH_PACKED, Output.BUFFER, true);
    long made = MicroKernel.newest();
    assertTrue(made - before >= 0);
    MicroKernel.of(1, 3, Layout.BOTH_PACKED, Output.BUFFER, true);
    assertEquals(made, MicroKernel.newest(), "made once");
    MicroKernel.discardAll();
    assertTrue(MicroKernel.newest() - made > 0, "all are young");
  }

  private static void renewedKernelsComputeTheSame() {
    MicroKernel before = MicroKernel.of(2, 1, Layout.PACKED, Output.BUFFER, true);
    assertSame(before, MicroKernel.of(2, 1, Layout.PACKED, Output.BUFFER, true));
    float expected = firstOf(before);
    MicroKernel.discardAll();
    MicroKernel after = MicroKernel.of(2, 1, Layout.PACKED, Output.BUFFER, true);
    assertNotSame(before.getClass(), after.getClass());
    assertEquals(expected, firstOf(after));
    for (int i = 0; i < 100; i++) {
      MicroKernel.discardAll();
    }
    assertTrue(
        MicroKernel.of(2, 1, Layout.PACKED, Output.BUFFER, true)
            .getClass()
            .getName()
            .endsWith("_5"));
  }

  /** First element of a product of ones with 7 steps. */
  private static float firstOf(MicroKernel tile) {
    Operand a = new Operand();
    Operand b = new Operand();
    Operand c = new Operand();
    a.array = new float[2 * MicroKernel.STRIDE];
    Arrays.fill(a.array, 1f);
    b.segment = Workspace.scratch(8L * Lanes.COUNT * Float.BYTES);
    b.stride = (long) Lanes.COUNT * Float.BYTES;
    for (long at = 0; at < b.segment.byteSize(); at += Float.BYTES) {
      b.segment.set(Matrix.FLOAT, at, 1f);
    }
    c.array = new float[2 * Lanes.COUNT];
    tile.multiply(7, 1, a, b, c);
    assertEquals(7f, c.array[0]);
    return c.array[0];
  }
}
